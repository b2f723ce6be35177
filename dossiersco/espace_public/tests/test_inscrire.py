"""Inscrire son collège, vu de n'importe qui : rien ne s'apprend, rien ne se rejoue."""

import pytest
from django.core import mail
from django.urls import reverse

from dossiersco.comptes import seances, totp
from dossiersco.comptes.models import Compte, EchecConnexion, SecondFacteur
from dossiersco.dossiers.tests.factories import AgentFactory, EtablissementFactory, _uai
from dossiersco.etablissements import uai as uais
from dossiersco.etablissements.droits import Role
from dossiersco.etablissements.models import Agent, Etablissement

pytestmark = pytest.mark.django_db
INSCRIRE = reverse("espace_public:inscrire")
UAI = "0590181B"
QUI = {"nom": "Claude Invente", "mot_de_passe": "quatre mots sans rapport"}


def _lien() -> str:
    return "/inscrire/" + mail.outbox[-1].body.split("/inscrire/")[1].split("/")[0] + "/"


def _college_ouvert(uai: str) -> None:
    AgentFactory(role=Role.DIRECTION, etablissement=EtablissementFactory(uai=uai))


def test_la_reponse_est_la_meme_que_le_college_soit_inscrit_connu_ou_inconnu(client):
    pages = []
    for preparer in (lambda _: None, lambda uai: EtablissementFactory(uai=uai), _college_ouvert):
        Etablissement.objects.all().delete()
        EchecConnexion.objects.all().delete()
        preparer(UAI)
        reponse = client.post(INSCRIRE, {"uai": UAI}, follow=True)
        pages.append((reponse.redirect_chain, reponse.content))
    assert pages[0] == pages[1] == pages[2]


def test_au_dela_du_frein_la_reponse_ne_change_pas_mais_rien_ne_part(client):
    reponses = [client.post(INSCRIRE, {"uai": UAI}) for _ in range(5)]
    assert {(reponse.status_code, reponse.url) for reponse in reponses} == {
        (302, f"{reverse('espace_public:message')}?uai={UAI}")
    }
    assert len(mail.outbox) == 2


def test_un_robot_ne_fait_pas_ecrire_a_tous_les_colleges(client):
    for numero in range(590_100, 590_120):
        client.post(INSCRIRE, {"uai": _uai(numero)})
    assert len(mail.outbox) == 10


@pytest.mark.parametrize(
    ("saisie", "phrase"),
    [("", "obligatoire"), ("0590181A", "pas un UAI"), ("bonjour", "pas un UAI")],
)
def test_un_mauvais_uai_se_corrige(client, saisie, phrase):
    reponse = client.post(INSCRIRE, {"uai": saisie})
    assert reponse.status_code == 422
    assert phrase in reponse.content.decode()
    assert f'value="{saisie}"' in reponse.content.decode() or not saisie
    assert not mail.outbox


def test_l_uai_se_tape_comme_on_veut(client):
    client.post(INSCRIRE, {"uai": " 059 0181 b "})
    assert mail.outbox[0].to == ["ce.0590181b@ac-lille.fr"]


def test_lire_le_lien_ne_l_use_pas(client):
    client.post(INSCRIRE, {"uai": UAI})
    adresse = _lien()
    for _ in range(3):
        assert client.get(adresse).status_code == 200
    assert client.post(adresse, QUI).url == reverse("espace_agent:accueil")


def test_le_lien_ne_se_rejoue_pas(client):
    client.post(INSCRIRE, {"uai": UAI})
    adresse = _lien()
    client.post(adresse, QUI)
    client.logout()
    assert client.get(adresse).status_code == 404
    assert client.post(adresse, QUI | {"nom": "Autre"}).status_code == 404
    assert Agent.objects.get().nom == QUI["nom"]


def test_entre_il_commence_par_demarrer(client):
    client.post(INSCRIRE, {"uai": UAI})
    reponse = client.post(_lien(), QUI, follow=True)
    assert reponse.redirect_chain[-1][0] == reverse("espace_agent:demarrer")


def test_la_ou_il_est_exige_le_second_facteur_vient_aussitot(client, settings):
    settings.SECOND_FACTEUR = True
    client.post(INSCRIRE, {"uai": UAI})
    reponse = client.post(_lien(), QUI, follow=True)
    assert reponse.redirect_chain == [(reverse("second_facteur_poser"), 302)]
    assert "est ouvert" in reponse.content.decode()


def test_rouvrir_un_compte_ne_dispense_pas_de_son_second_facteur(client):
    fermee = AgentFactory(etablissement=EtablissementFactory(uai=UAI), actif=False)
    Compte.objects.filter(pk=fermee.compte_id).update(mel=uais.mel_officiel(UAI), is_active=False)
    SecondFacteur.objects.create(compte=fermee.compte, graine=totp.tirer_graine())
    client.post(INSCRIRE, {"uai": UAI})
    assert client.post(_lien(), QUI).url == reverse("second_facteur")


def test_la_seance_ouverte_se_ferme_avec_les_autres(client):
    client.post(INSCRIRE, {"uai": UAI})
    client.post(_lien(), QUI)
    seances.fermer_toutes(Agent.objects.get().compte)
    assert client.get(reverse("espace_agent:demarrer")).status_code == 302


@pytest.mark.parametrize("mot_de_passe", ["trop court", ""])
def test_un_mot_de_passe_trop_faible_n_ouvre_rien_et_garde_le_nom(client, mot_de_passe):
    client.post(INSCRIRE, {"uai": UAI})
    reponse = client.post(_lien(), QUI | {"mot_de_passe": mot_de_passe})
    assert reponse.status_code == 422
    assert QUI["nom"] in reponse.content.decode()
    assert not Agent.objects.exists()


def test_essayer_des_jetons_finit_par_attendre(client):
    client.post(INSCRIRE, {"uai": UAI})
    for numero in range(30):
        client.post(f"/inscrire/jeton-{numero}/", QUI)
    assert client.get(_lien()).status_code == 404


def test_la_page_du_message_ne_croit_pas_n_importe_quel_uai(client):
    page = client.get(reverse("espace_public:message"), {"uai": "<script>"}).content.decode()
    assert "&lt;script" not in page and "<script>" not in page
    assert "n’arrive pas" in page


def test_la_page_d_activation_ne_se_garde_pas(client):
    client.post(INSCRIRE, {"uai": UAI})
    assert client.get(_lien())["Cache-Control"] == "no-store"
