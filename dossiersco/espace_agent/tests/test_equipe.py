"""« L'équipe » : inviter, changer de rôle, retirer et rendre l'accès ; les traces."""

import re
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db.models import F
from django.urls import reverse

from dossiersco.comptes.models import LienAgent
from dossiersco.comptes.tests.comptes import creer_compte
from dossiersco.equipe import actions
from dossiersco.equipe.models import TraceEquipe
from dossiersco.espace_agent.tests.donnees import client_de, connecte, creer_agent
from dossiersco.etablissements.droits import Role
from dossiersco.etablissements.models import Agent

EQUIPE = reverse("espace_agent:equipe")
INVITER = reverse("espace_agent:agent_inviter")
SAISIE = {"nom": "Odile Lenoir", "mel": "Odile@exemple.fr", "role": "infirmerie"}
PHRASE = "kayak lundi brume ressort"


@pytest.fixture
def directrice(campagne) -> Agent:
    return creer_agent(campagne, Role.DIRECTION)


@pytest.fixture
def bureau(client, directrice):
    """Le navigateur de la directrice."""
    return client_de(directrice, client)


def adresse(nom, agent):
    return reverse(f"espace_agent:{nom}", args=[agent.pk])


def lien_recu(courrier) -> str:
    return re.search(r"http://127.0.0.1:8000(/agent/\S+)", courrier.body)[1]


def traces(agent):
    champs = ("geste", "avant", "apres", "par_agent")
    return list(TraceEquipe.objects.filter(agent=agent).order_by("pk").values_list(*champs))


def test_inviter_cree_un_agent_et_lui_ecrit(bureau, directrice, mailoutbox):
    page = bureau.post(INVITER, SAISIE, follow=True).content.decode()
    assert "Invitation partie à Odile@exemple.fr" in page
    invitee = Agent.objects.get(nom="Odile Lenoir")
    assert (invitee.role, invitee.compte.mel) == ("infirmerie", "odile@exemple.fr")
    assert not invitee.compte.has_usable_password()
    assert mailoutbox[0].to == ["odile@exemple.fr"]
    assert lien_recu(mailoutbox[0]).startswith("/agent/activation/")
    assert traces(invitee) == [("inviter", "", "infirmerie", directrice.pk)]


def test_le_jeton_n_est_garde_qu_en_empreinte(bureau, mailoutbox):
    bureau.post(INVITER, SAISIE)
    jeton = lien_recu(mailoutbox[0]).split("/")[3]
    assert len(jeton) >= 32
    assert jeton not in LienAgent.objects.get().empreinte


@pytest.mark.parametrize("mel", ["agent@exemple.fr", "AGENT@exemple.fr"])
def test_une_adresse_deja_prise_le_dit_et_garde_la_saisie(bureau, mel):
    creer_compte("agent@exemple.fr", PHRASE)
    reponse = bureau.post(INVITER, SAISIE | {"mel": mel})
    assert reponse.status_code == 422
    assert "a déjà un compte" in reponse.content.decode()
    assert "Odile Lenoir" in reponse.content.decode()
    assert not Agent.objects.filter(nom="Odile Lenoir").exists()


def test_renvoyer_l_invitation_eteint_le_lien_d_avant(bureau, client, mailoutbox):
    bureau.post(INVITER, SAISIE)
    invitee = Agent.objects.get(nom="Odile Lenoir")
    page = bureau.post(adresse("agent_renvoyer", invitee), follow=True).content.decode()
    assert "attendez une minute" in page
    LienAgent.objects.update(expire_le=F("expire_le") - timedelta(minutes=1))
    bureau.post(adresse("agent_renvoyer", invitee))
    avant, apres = (lien_recu(courrier) for courrier in mailoutbox)
    assert bureau.get(avant).url == reverse("espace_agent:oubli")
    assert bureau.get(apres).status_code == 200


def test_on_ne_renvoie_pas_l_invitation_de_qui_est_entre(bureau, agent, mailoutbox):
    page = bureau.post(adresse("agent_renvoyer", agent), follow=True).content.decode()
    assert "n’attend pas d’invitation" in page
    assert mailoutbox == []


def test_changer_le_role_vaut_aussitot_et_laisse_une_trace(bureau, agent, directrice):
    session = connecte(agent)
    assert session.get(reverse("espace_agent:invitations")).status_code == 200
    bureau.post(adresse("agent", agent), {"role": "lecture"})
    assert session.get(reverse("espace_agent:invitations")).status_code == 403
    assert traces(agent) == [("changer_role", "secretariat", "lecture", directrice.pk)]


def test_le_meme_role_ne_laisse_pas_de_trace(bureau, agent):
    bureau.post(adresse("agent", agent), {"role": agent.role})
    assert traces(agent) == []


def test_retirer_l_acces_ferme_les_sessions_ouvertes(bureau, agent):
    sessions = [connecte(agent), connecte(agent)]
    ouvertes = [session.session.session_key for session in sessions]
    bureau.post(adresse("agent_retirer", agent))
    assert not Session.objects.filter(pk__in=ouvertes).exists()
    for session in sessions:
        assert session.get(reverse("espace_agent:droits")).status_code == 302
    # La directrice, elle, reste connectée.
    assert bureau.get(EQUIPE).status_code == 200


def test_retirer_l_acces_eteint_le_lien_d_invitation(bureau, mailoutbox):
    bureau.post(INVITER, SAISIE)
    invitee = Agent.objects.get(nom="Odile Lenoir")
    bureau.post(adresse("agent_retirer", invitee))
    assert bureau.get(lien_recu(mailoutbox[0])).url == reverse("espace_agent:oubli")
    # Rendre l'accès ne le rallume pas.
    bureau.post(adresse("agent_rendre", invitee))
    assert bureau.get(lien_recu(mailoutbox[0])).url == reverse("espace_agent:oubli")


def test_rendre_l_acces_laisse_revenir_et_tout_est_trace(bureau, agent, directrice):
    bureau.post(adresse("agent_retirer", agent))
    bureau.post(adresse("agent_rendre", agent))
    assert connecte(agent).get(reverse("espace_agent:droits")).status_code == 200
    assert [trace[0] for trace in traces(agent)] == ["retirer", "rendre"]


@pytest.mark.parametrize("geste", ["agent_retirer", "agent_facteur"])
def test_pas_sur_soi_meme(bureau, directrice, campagne, geste):
    creer_agent(campagne, Role.DIRECTION)
    page = bureau.post(adresse(geste, directrice), follow=True).content.decode()
    assert "pas sur soi-même" in page
    directrice.refresh_from_db()
    assert directrice.actif


def test_la_directrice_ne_change_pas_son_propre_role(bureau, directrice):
    bureau.post(adresse("agent", directrice), {"role": "lecture"})
    directrice.refresh_from_db()
    assert directrice.role == Role.DIRECTION


def test_il_reste_toujours_une_direction(campagne, directrice):
    """Une direction inactive ne compte pas ; deux, et l'on peut en retirer une."""
    seconde = creer_agent(campagne, Role.DIRECTION)
    actions.retirer_acces(directrice, par=seconde)
    directrice.refresh_from_db()
    with pytest.raises(actions.GesteRefuse, match="n’êtes plus de la direction"):
        actions.changer_role(seconde, Role.LECTURE, par=directrice)
    seconde.refresh_from_db()
    assert seconde.role == Role.DIRECTION


def test_l_agent_d_un_autre_college_ne_se_voit_pas(bureau, voisine):
    autre = creer_agent(voisine)
    assert autre.nom not in bureau.get(EQUIPE).content.decode()
    for nom in ("agent_retirer", "agent_rendre", "agent_facteur", "agent_renvoyer"):
        assert bureau.post(adresse(nom, autre)).status_code == 404


def test_la_liste_dit_chacun_en_peu_de_requetes(
    bureau, campagne, directrice, django_assert_num_queries
):
    for _ in range(3):
        creer_agent(campagne)
    # Session, compte et agent ; puis l'équipe et les traces.
    with django_assert_num_queries(4):
        page = bureau.get(EQUIPE)
    assert len(page.context["agents"]) == 4
    for _ in range(5):
        creer_agent(campagne)
    with django_assert_num_queries(4):
        bureau.get(EQUIPE)


def test_la_commande_cree_la_premiere_direction(campagne, client, capsys):
    call_command("creer_agent", uai="0590181B", mel="principale@exemple.fr", nom="Odile Lenoir")
    lien = re.search(r"http://127.0.0.1:8000(/agent/activation/\S+)", capsys.readouterr().out)[1]
    reponse = client.post(lien, {"nouveau": PHRASE, "encore": PHRASE})
    assert reponse.url == reverse("espace_agent:accueil")
    agent = Agent.objects.get(nom="Odile Lenoir")
    assert agent.role == Role.DIRECTION
    assert traces(agent) == [("inviter", "", "direction", None)]


@pytest.mark.parametrize(
    ("options", "phrase"),
    [
        ({"uai": "0000000A", "mel": "a@exemple.fr"}, "n’existe pas"),
        ({"uai": "0590181B", "mel": "pas un mel"}, "n’est pas une adresse"),
    ],
)
def test_la_commande_refuse_par_une_phrase(campagne, capsys, options, phrase):
    with pytest.raises(SystemExit):
        call_command("creer_agent", nom="Odile Lenoir", **options)
    assert phrase in capsys.readouterr().err
    assert not Agent.objects.exists()
