import pytest
from django.test import Client

from dossiersco.campagnes.models import Campagne
from dossiersco.espace_agent.tests.donnees import client_de, creer_agent, creer_campagne
from dossiersco.etablissements.models import Agent


@pytest.fixture
def campagne(db) -> Campagne:
    return creer_campagne()


@pytest.fixture
def voisine(db) -> Campagne:
    """La campagne du collège d'à côté."""
    return creer_campagne("0590182C")


@pytest.fixture
def agent(campagne: Campagne) -> Agent:
    return creer_agent(campagne)


@pytest.fixture
def secretaire(client: Client, agent: Agent) -> Client:
    """Le navigateur d'une secrétaire connectée."""
    return client_de(agent, client)
