"""Inscrire un collège : un lien à l'adresse officielle, une fois, 48 heures, une direction."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection
from django.utils import timezone

from dossiersco.dossiers.tests.factories import AgentFactory, EtablissementFactory
from dossiersco.etablissements.actions import AdressePrise, DejaUneDirection
from dossiersco.etablissements.droits import Role
from dossiersco.etablissements.models import Agent, Etablissement, LienInscription
from dossiersco.etablissements.uai import mel_officiel
from dossiersco.messagerie.models import Message
from dossiersco.ouverture.inscription import LienDepasse, activer, demander, lien_de

pytestmark = pytest.mark.django_db
UAI = "0590181B"
OFFICIELLE = "ce.0590181b@ac-lille.fr"
QUI = {"nom": "Claude Invente", "mot_de_passe": "quatre mots sans rapport"}


def _jeton() -> str:
    return mail.outbox[-1].body.split("/inscrire/")[1].split("/")[0]


@pytest.mark.parametrize(
    ("uai", "attendu"),
    [
        (UAI, OFFICIELLE),
        ("6200001A", "ce.6200001a@ac-corse.fr"),
        ("7400001A", ""),
        ("9990001A", ""),
    ],
)
def test_l_adresse_officielle_vient_du_departement(uai, attendu):
    assert mel_officiel(uai) == attendu


def test_le_lien_part_a_l_adresse_officielle_et_rien_n_est_encore_cree():
    assert demander(UAI) == OFFICIELLE
    (message,) = mail.outbox
    assert message.to == [OFFICIELLE]
    assert not Etablissement.objects.exists()


def test_le_jeton_n_est_garde_nulle_part_en_clair():
    demander(UAI)
    jeton = _jeton()
    assert jeton not in str(LienInscription.objects.values().get())
    assert jeton not in str(Message.objects.values().get())


def test_le_lien_cree_le_college_et_sa_direction():
    demander(UAI)
    agent = activer(_jeton(), **QUI)
    assert (agent.etablissement.uai, agent.role, agent.compte.mel) == (
        UAI,
        Role.DIRECTION,
        OFFICIELLE,
    )
    assert agent.compte.check_password(QUI["mot_de_passe"])


def test_le_lien_ne_sert_qu_une_fois():
    demander(UAI)
    jeton = _jeton()
    activer(jeton, **QUI)
    with pytest.raises(LienDepasse):
        activer(jeton, nom="Autre", mot_de_passe="un tout autre mot de passe")
    assert Agent.objects.get().nom == QUI["nom"]


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_deux_liens_ouverts_ensemble_ne_font_qu_une_direction():
    demander(UAI, "un@exemple.fr")
    demander(UAI, "deux@exemple.fr")
    jetons = [m.body.split("/inscrire/")[1].split("/")[0] for m in mail.outbox]

    def essayer(jeton: str) -> bool:
        try:
            activer(jeton, **QUI)
        except (LienDepasse, DejaUneDirection):
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(4) as fils:
        faits = list(fils.map(essayer, jetons * 2))
    assert (sum(faits), Agent.objects.count()) == (1, 1)


def test_un_autre_lien_du_meme_college_s_eteint_avec_lui():
    demander(UAI)
    premier = _jeton()
    demander(UAI)
    activer(_jeton(), **QUI)
    assert lien_de(premier) is None


def test_le_lien_s_eteint_apres_48_heures():
    demander(UAI)
    LienInscription.objects.update(expire_le=timezone.now() - timedelta(seconds=1))
    with pytest.raises(LienDepasse):
        activer(_jeton(), **QUI)
    assert not Agent.objects.exists()


def test_le_lien_dure_48_heures():
    demander(UAI)
    reste = LienInscription.objects.get().expire_le - timezone.now()
    assert timedelta(hours=47) < reste <= timedelta(hours=48)


def test_un_college_qui_a_sa_direction_ne_recoit_pas_de_lien():
    AgentFactory(role=Role.DIRECTION, etablissement=EtablissementFactory(uai=UAI))
    assert demander(UAI) == OFFICIELLE
    assert "/inscrire/" not in mail.outbox[-1].body
    assert not LienInscription.objects.exists()


def test_une_direction_arrivee_entre_temps_rend_le_lien_vain():
    demander(UAI)
    AgentFactory(role=Role.DIRECTION, etablissement=EtablissementFactory(uai=UAI))
    with pytest.raises(DejaUneDirection):
        activer(_jeton(), **QUI)
    assert Agent.objects.count() == 1


def test_l_adresse_d_un_agent_d_un_autre_college_est_refusee():
    ailleurs = AgentFactory()
    demander(UAI, ailleurs.compte.mel)
    with pytest.raises(AdressePrise):
        activer(_jeton(), **QUI)
    ailleurs.refresh_from_db()
    assert ailleurs.etablissement.uai != UAI


def test_une_direction_partie_se_remplace_par_l_adresse_officielle():
    demander(UAI)
    premiere = activer(_jeton(), **QUI)
    Agent.objects.update(actif=False)
    demander(UAI)
    seconde = activer(_jeton(), nom="Dominique Neuf", mot_de_passe="encore quatre mots ici")
    assert (seconde.pk, seconde.nom, seconde.actif) == (premiere.pk, "Dominique Neuf", True)
