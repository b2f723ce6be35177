"""Les commandes de l'opérateur : une phrase, et rien à moitié."""

import json
from io import StringIO

import pytest
from django.core import mail
from django.core.management import call_command

from dossiersco.comptes.models import Compte
from dossiersco.dossiers.tests.factories import AgentFactory, EtablissementFactory
from dossiersco.etablissements.droits import Role
from dossiersco.etablissements.models import Etablissement
from dossiersco.ouverture.management.commands import creer_operateur

pytestmark = pytest.mark.django_db


def lancer(*arguments: str) -> tuple[int, str]:
    """Le statut, et la phrase."""
    sortie, erreur = StringIO(), StringIO()
    try:
        call_command(*arguments, stdout=sortie, stderr=erreur)
    except SystemExit as fin:
        return int(fin.code or 0), erreur.getvalue()
    return 0, sortie.getvalue()


def test_creer_un_college_envoie_le_lien_a_l_adresse_officielle():
    statut, phrase = lancer("creer_college", "--uai", "0590181b")
    assert (statut, Etablissement.objects.get().uai) == (0, "0590181B")
    assert "ce.0590181b@ac-lille.fr" in phrase
    assert mail.outbox[0].to == ["ce.0590181b@ac-lille.fr"]


def test_ou_a_l_adresse_donnee():
    arguments = ("creer_college", "--uai", "0590181B", "--mel-direction", "chef@exemple.fr")
    rapport = json.loads(lancer(*arguments, "--json")[1])
    assert rapport == {"uai": "0590181B", "nouveau": True, "lien_envoye_a": "chef@exemple.fr"}


@pytest.mark.parametrize(
    ("arguments", "raison"),
    [
        (["--uai", "0590181A"], "n’est pas un UAI"),
        (["--uai", "9990001X"], "Département inconnu"),
        (["--uai", "0590181B", "--mel-direction", "chef"], "adresse électronique"),
    ],
)
def test_une_mauvaise_demande_ne_cree_rien(arguments, raison):
    statut, phrase = lancer("creer_college", *arguments)
    assert (statut, raison in phrase) == (1, True)
    assert not Etablissement.objects.exists() and not mail.outbox


def test_un_college_ouvert_n_a_pas_d_autre_lien():
    AgentFactory(role=Role.DIRECTION, etablissement=EtablissementFactory(uai="0590181B"))
    statut, phrase = lancer("creer_college", "--uai", "0590181B")
    assert (statut, "déjà une direction" in phrase, mail.outbox) == (1, True, [])


@pytest.fixture
def tape(monkeypatch):
    monkeypatch.setattr(creer_operateur, "getpass", lambda _: "un mot de passe assez long")


def test_creer_puis_retirer_un_operateur(tape):
    assert lancer("creer_operateur", "--mel", "Op@exemple.fr")[0] == 0
    compte = Compte.objects.get()
    assert (compte.mel, compte.est_operateur, compte.has_usable_password()) == (
        "op@exemple.fr",
        True,
        True,
    )
    assert lancer("creer_operateur", "--mel", "op@exemple.fr", "--retirer")[0] == 0
    compte.refresh_from_db()
    assert not compte.est_operateur and not compte.has_usable_password()


def test_un_mot_de_passe_court_est_refuse(monkeypatch):
    monkeypatch.setattr(creer_operateur, "getpass", lambda _: "court")
    assert lancer("creer_operateur", "--mel", "op@exemple.fr")[0] == 1
    assert not Compte.objects.exists()


def test_un_agent_ne_devient_pas_operateur(tape):
    agent = AgentFactory()
    assert lancer("creer_operateur", "--mel", agent.compte.mel)[0] == 1
    agent.compte.refresh_from_db()
    assert not agent.compte.est_operateur
