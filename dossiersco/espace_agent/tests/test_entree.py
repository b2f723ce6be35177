"""Activer son compte, retrouver un mot de passe, changer d'adresse ; « Mon compte »."""

import logging
import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from conftest import ClientEnLecture
from dossiersco.comptes import liens_agents, totp
from dossiersco.comptes.models import Compte, LienAgent, SecondFacteur
from dossiersco.comptes.tests.comptes import creer_compte
from dossiersco.equipe.actions import inviter
from dossiersco.espace_agent.tests.donnees import MOT_DE_PASSE, connecte, creer_agent
from dossiersco.etablissements.droits import Role
from dossiersco.etablissements.models import Agent
from dossiersco.messagerie.models import Message
from dossiersco.socle.journaux import SansCode

OUBLI = reverse("espace_agent:oubli")
CONNEXION = reverse("connexion_agent")
ECRAN = reverse("espace_agent:droits")
PHRASE = "kayak lundi brume ressort"
CHOIX = {"nouveau": PHRASE, "encore": PHRASE}


@pytest.fixture
def invitee(campagne) -> Agent:
    direction = creer_agent(campagne, Role.DIRECTION)
    return inviter(
        campagne.etablissement,
        mel="odile@exemple.fr",
        nom="Odile Lenoir",
        role=Role.GESTION,
        par=direction,
    )


def lien_recu(courrier) -> str:
    return re.search(r"http://127.0.0.1:8000(/agent/\S+)", courrier.body)[1]


def oublier(client, mel, **entetes):
    return client.post(OUBLI, {"mel": mel}, follow=True, **entetes)


def se_connecter(client, mel, mot_de_passe):
    return client.post(CONNEXION, {"mel": mel, "mot_de_passe": mot_de_passe})


# --- Activer


def test_lire_le_lien_ne_fait_rien(client, invitee, mailoutbox):
    lien = lien_recu(mailoutbox[0])
    assert client.get(lien).status_code == 200
    assert client.head(lien).status_code == 200
    assert client.get(lien).status_code == 200
    assert LienAgent.objects.exists()


def test_activer_son_compte_ouvre_et_consomme_le_lien(client, invitee, mailoutbox):
    lien = lien_recu(mailoutbox[0])
    assert client.post(lien, CHOIX).url == reverse("espace_agent:accueil")
    assert client.get(ECRAN).status_code == 200
    assert ClientEnLecture().post(lien, CHOIX).url == OUBLI
    # Une activation n'est pas un changement : rien à signaler.
    assert len(mailoutbox) == 1


def test_ou_il_est_exige_l_activation_mene_au_second_facteur(client, invitee, mailoutbox, settings):
    settings.SECOND_FACTEUR = True
    assert client.post(lien_recu(mailoutbox[0]), CHOIX).url == reverse("second_facteur_poser")
    assert client.get(ECRAN).url.startswith(CONNEXION)


@pytest.mark.parametrize(
    ("saisie", "phrase"),
    [
        ({"nouveau": "court", "encore": "court"}, "15 caractères"),
        ({"nouveau": "motdepassemotdepasse", "encore": "motdepassemotdepasse"}, "très répandus"),
        ({"nouveau": PHRASE, "encore": "autre"}, "Les deux saisies diffèrent"),
        ({}, "obligatoire"),
    ],
)
def test_un_mot_de_passe_refuse_laisse_le_lien(client, invitee, mailoutbox, saisie, phrase):
    lien = lien_recu(mailoutbox[0])
    reponse = client.post(lien, saisie)
    assert reponse.status_code == 422
    assert phrase in reponse.content.decode()
    assert client.post(lien, CHOIX).status_code == 302


def test_un_lien_de_plus_de_sept_jours_ne_vaut_rien(client, invitee, mailoutbox):
    LienAgent.objects.update(expire_le=timezone.now())
    reponse = client.get(lien_recu(mailoutbox[0]), follow=True)
    assert "demandez à votre direction de la renvoyer" in reponse.content.decode()


def test_la_duree_de_chaque_lien(invitee):
    reste = LienAgent.objects.get().expire_le - timezone.now()
    assert timedelta(days=6, hours=23) < reste <= timedelta(days=7)
    liens_agents.creer(invitee.compte, "oubli")
    reste = LienAgent.objects.get(nature="oubli").expire_le - timezone.now()
    assert timedelta(minutes=29) < reste <= timedelta(minutes=30)


@pytest.mark.parametrize("nature", ["activation", "oubli"])
def test_un_lien_ne_change_pas_de_nature(client, agent, nature):
    jeton = liens_agents.creer(agent.compte, nature)
    client.post(reverse("espace_agent:courriel", args=[jeton]))
    agent.compte.refresh_from_db()
    assert agent.compte.mel.startswith("agent")
    jeton = liens_agents.creer(agent.compte, "mel", mel="a@exemple.fr")
    assert client.get(reverse("espace_agent:activation", args=[jeton])).url == OUBLI


def test_un_jeton_n_est_pas_dans_les_journaux(caplog):

    filtre = SansCode()
    for chemin in ("activation", "courriel"):
        ligne = logging.makeLogRecord({"msg": f"Not Found: /agent/{chemin}/secret/"})
        filtre.filter(ligne)
        assert "secret" not in ligne.getMessage()


# --- Mot de passe oublié


def test_la_reponse_est_la_meme_adresse_connue_ou_non(agent, mailoutbox):
    pages = {
        oublier(ClientEnLecture(), mel).content.decode().split("csrfmiddlewaretoken")[0]
        for mel in (agent.compte.mel, "inconnu@exemple.fr")
    }
    assert len(pages) == 1
    assert len(mailoutbox) == 1


def test_la_quatrieme_demande_ne_part_pas_et_repond_pareil(agent, mailoutbox):
    pages = {
        oublier(ClientEnLecture(), agent.compte.mel, REMOTE_ADDR=f"192.0.2.{n}")
        .content.decode()
        .split("csrfmiddlewaretoken")[0]
        for n in range(4)
    }
    assert len(pages) == 1
    assert len(mailoutbox) == 3


def test_un_acces_retire_ne_recoit_rien(agent, client, mailoutbox):
    Agent.objects.update(actif=False)
    oublier(client, agent.compte.mel)
    assert mailoutbox == []


def test_le_nouveau_mot_de_passe_ferme_tout_et_se_signale(client, agent, mailoutbox):
    ailleurs = connecte(agent)
    oublier(client, agent.compte.mel.upper())
    client.post(lien_recu(mailoutbox[0]), CHOIX)
    assert ailleurs.get(ECRAN).status_code == 302
    assert "mot de passe" in mailoutbox[1].subject
    assert se_connecter(ClientEnLecture(), agent.compte.mel, MOT_DE_PASSE).status_code == 422
    assert se_connecter(ClientEnLecture(), agent.compte.mel, PHRASE).status_code == 302


def test_le_lien_n_evite_pas_le_second_facteur(client, agent, mailoutbox):
    SecondFacteur.objects.create(compte=agent.compte, graine=totp.tirer_graine())
    oublier(client, agent.compte.mel)
    assert client.post(lien_recu(mailoutbox[0]), CHOIX).url == reverse("second_facteur")
    assert client.get(ECRAN).status_code == 302
    assert SecondFacteur.objects.exists()


def test_un_second_lien_eteint_le_premier(client, agent, mailoutbox):
    oublier(client, agent.compte.mel)
    oublier(client, agent.compte.mel)
    premier, second = (lien_recu(courrier) for courrier in mailoutbox)
    assert client.get(premier).url == OUBLI
    assert client.get(second).status_code == 200


def test_le_lien_s_efface_de_la_boite_d_envoi(client, agent):
    oublier(client, agent.compte.mel)
    assert "/agent/activation/" not in Message.objects.get().corps


# --- Mon compte


@pytest.fixture
def chez_soi(agent):
    return connecte(agent)


def test_changer_de_mot_de_passe_garde_cette_seance_et_ferme_les_autres(chez_soi, agent):
    ailleurs = connecte(agent)
    adresse = reverse("espace_agent:compte_mot_de_passe")
    assert chez_soi.post(adresse, CHOIX | {"actuel": MOT_DE_PASSE}).status_code == 302
    assert chez_soi.get(ECRAN).status_code == 200
    assert ailleurs.get(ECRAN).status_code == 302


@pytest.mark.parametrize(
    ("nom", "envoi"),
    [
        ("compte_mot_de_passe", CHOIX),
        ("compte_mel", {"mel": "neuve@exemple.fr"}),
        ("compte_facteur", {}),
        ("compte_secours", {}),
    ],
)
def test_rien_ne_change_sans_le_mot_de_passe(chez_soi, nom, envoi, mailoutbox):
    adresse = reverse(f"espace_agent:{nom}")
    reponse = chez_soi.post(adresse, envoi | {"actuel": "faux"})
    assert reponse.status_code == 422
    assert "pas votre mot de passe actuel" in reponse.content.decode()
    assert mailoutbox == []
    assert "graine" not in chez_soi.session


def test_huit_mots_de_passe_faux_depuis_une_session_volee_font_attendre(chez_soi):
    adresse = reverse("espace_agent:compte_facteur")
    for _ in range(8):
        chez_soi.post(adresse, {"actuel": "faux"})
    assert "Trop d’essais" in chez_soi.post(adresse, {"actuel": MOT_DE_PASSE}).content.decode()


def test_changer_d_adresse_attend_la_nouvelle_et_previent_l_ancienne(
    chez_soi, agent, client, mailoutbox
):
    ancienne = agent.compte.mel
    envoi = {"mel": "Neuve@exemple.fr", "actuel": MOT_DE_PASSE}
    chez_soi.post(reverse("espace_agent:compte_mel"), envoi)
    assert Compte.objects.get(pk=agent.compte_id).mel == ancienne
    assert mailoutbox[0].to == ["neuve@exemple.fr"]
    lien = lien_recu(mailoutbox[0])
    assert client.get(lien).status_code == 200
    client.post(lien)
    assert Compte.objects.get(pk=agent.compte_id).mel == "neuve@exemple.fr"
    assert mailoutbox[1].to == [ancienne]
    assert "neuve@" not in mailoutbox[1].body
    assert "rien n’a changé" in client.post(lien, follow=True).content.decode()


def test_une_adresse_prise_entre_temps_ne_change_rien(chez_soi, agent, campagne, client):
    envoi = {"mel": "neuve@exemple.fr", "actuel": MOT_DE_PASSE}
    chez_soi.post(reverse("espace_agent:compte_mel"), envoi)
    jeton = liens_agents.creer(agent.compte, "mel", mel="neuve@exemple.fr")
    creer_compte("neuve@exemple.fr", PHRASE)
    client.post(reverse("espace_agent:courriel", args=[jeton]))
    assert Compte.objects.get(pk=agent.compte_id).mel != "neuve@exemple.fr"


def test_relier_une_application_depuis_son_compte(chez_soi, agent):
    ailleurs = connecte(agent)
    reponse = chez_soi.post(reverse("espace_agent:compte_facteur"), {"actuel": MOT_DE_PASSE})
    assert reponse.url == reverse("second_facteur_poser")
    cle = totp.secret(chez_soi.session["graine"])
    code = totp.code(cle, int(timezone.now().timestamp()) // totp.PAS)
    page = chez_soi.post(reponse.url, {"code": code})
    assert len(page.context["codes"]) == 10
    assert chez_soi.get(ECRAN).status_code == 200
    assert ailleurs.get(ECRAN).status_code == 302


def test_dix_codes_neufs_remplacent_les_anciens(chez_soi, agent):
    adresse, envoi = reverse("espace_agent:compte_secours"), {"actuel": MOT_DE_PASSE}
    premiers = chez_soi.post(adresse, envoi).context["codes"]
    seconds = chez_soi.post(adresse, envoi).context["codes"]
    assert not set(premiers) & set(seconds)
    assert agent.compte.codes_secours.count() == 10


@pytest.mark.parametrize("nom", ["compte_facteur", "compte_secours"])
def test_un_second_facteur_qui_change_s_annonce(chez_soi, agent, nom, mailoutbox):
    SecondFacteur.objects.create(compte=agent.compte, graine=totp.tirer_graine())
    chez_soi.post(reverse(f"espace_agent:{nom}"), {"actuel": MOT_DE_PASSE})
    assert [(courrier.to, courrier.subject) for courrier in mailoutbox] == [
        ([agent.compte.mel], "Votre second facteur change")
    ]


def test_me_deconnecter_partout(chez_soi, agent):
    ailleurs = connecte(agent)
    assert chez_soi.post(reverse("espace_agent:compte_partout")).url == CONNEXION
    for client in (chez_soi, ailleurs):
        assert client.get(ECRAN).status_code == 302
    assert agent.compte.seances.count() == 0


def test_se_deconnecter_ne_laisse_pas_de_seance(chez_soi, agent):
    chez_soi.post(reverse("deconnexion"))
    assert agent.compte.seances.count() == 0
