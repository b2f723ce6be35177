"""La porte du collège : qui entre par un mot de passe, et ce qui se lit avec lui."""

from datetime import timedelta

import pytest
from django.utils import timezone

from dossiersco.comptes.backends import ParCodeAcces
from dossiersco.comptes.models import Compte
from dossiersco.comptes.tests.comptes import creer_compte
from dossiersco.etablissements.backends import ParMotDePasse, agent_de
from dossiersco.etablissements.droits import Role
from dossiersco.etablissements.models import Agent, Etablissement, Visite

pytestmark = pytest.mark.django_db


@pytest.fixture
def college() -> Etablissement:
    return Etablissement.objects.create(uai="0590181B")


@pytest.fixture
def compte() -> Compte:
    return creer_compte("camille@exemple.fr", "un mot de passe de test")


@pytest.fixture
def agent(college, compte) -> Agent:
    return Agent.objects.create(
        compte=compte, etablissement=college, nom="Camille Fictif", role=Role.SECRETARIAT
    )


def entre(compte):
    lu = ParMotDePasse().get_user(compte.pk)
    return agent_de(lu) if lu else None


def test_le_compte_vient_avec_son_agent_et_son_college(agent, django_assert_num_queries):
    with django_assert_num_queries(1):
        lu = entre(agent.compte)
        assert (lu, lu.etablissement.uai, lu.visite_recente) == (agent, "0590181B", False)


@pytest.mark.parametrize("quoi", ["agent", "compte"])
def test_un_droit_retire_cesse_aussitot(agent, quoi):
    agent.actif = quoi != "agent"
    agent.save()
    agent.compte.is_active = quoi != "compte"
    agent.compte.save()
    assert entre(agent.compte) is None


def test_un_code_de_famille_n_ouvre_pas_le_college(agent):
    assert agent_de(ParCodeAcces().get_user(agent.compte.pk)) is None


@pytest.mark.parametrize(
    ("operateur", "reste", "entree"), [(True, 1, True), (True, -1, False), (False, 1, False)]
)
def test_seul_un_operateur_entre_et_le_temps_de_sa_visite(
    college, compte, operateur, reste, entree
):
    Compte.objects.update(est_operateur=operateur)
    Visite.objects.create(
        etablissement=college,
        operateur=compte,
        motif="Un import refusé",
        jusqu_a=timezone.now() + timedelta(hours=reste),
    )
    visiteur = entre(compte)
    assert bool(visiteur and visiteur.en_visite) is entree
    assert not entree or visiteur.etablissement == college


def test_la_visite_d_un_operateur_se_dit_a_l_agent(agent, college):
    operateur = creer_compte("op@exemple.fr", "un mot de passe de test")
    Visite.objects.create(
        etablissement=college, operateur=operateur, motif="Un import", jusqu_a=timezone.now()
    )
    assert entre(agent.compte).visite_recente
