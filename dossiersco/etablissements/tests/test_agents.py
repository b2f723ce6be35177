import pytest
from django.db import IntegrityError

from dossiersco.comptes.tests.comptes import creer_compte
from dossiersco.etablissements.droits import Geste, Role
from dossiersco.etablissements.models import Agent, Etablissement

pytestmark = pytest.mark.django_db


@pytest.fixture
def agent() -> Agent:
    college = Etablissement.objects.create(uai="0590181B")
    compte = creer_compte("agent@exemple.fr", "un mot de passe de test")
    return Agent.objects.create(
        compte=compte, etablissement=college, nom="Camille Fictif", role=Role.SECRETARIAT
    )


def test_un_agent_actif_se_retrouve_par_son_compte(agent):
    assert list(Agent.objects.pour_compte(agent.compte)) == [agent]


@pytest.mark.parametrize("quoi", ["agent", "compte"])
def test_un_agent_desactive_ne_se_retrouve_plus(agent, quoi):
    agent.actif = quoi != "agent"
    agent.save()
    agent.compte.is_active = quoi != "compte"
    agent.compte.save()
    assert not Agent.objects.pour_compte(agent.compte).exists()


def test_la_base_refuse_un_role_inconnu(agent):
    agent.role = "patron"
    with pytest.raises(IntegrityError):
        agent.save()


def test_un_agent_peut_ce_que_dit_la_table(agent):
    assert agent.peut(Geste.DECIDER)


def test_un_college_sans_nom_porte_son_uai():
    assert str(Etablissement(uai="0590181B")) == "Collège 0590181B"
    assert str(Etablissement(uai="0590181B", denom_princ="COLLEGE", denom_compl="DES LILAS")) == (
        "COLLEGE DES LILAS"
    )
