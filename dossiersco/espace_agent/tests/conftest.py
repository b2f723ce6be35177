import pytest
from django.test import Client

from dossiersco.campagnes.models import Campagne
from dossiersco.comptes.models import Compte
from dossiersco.comptes.tests.comptes import creer_compte
from dossiersco.espace_agent.tests.donnees import client_de, creer_agent, creer_campagne
from dossiersco.espace_agent.tests.matrice import Decor, dresser
from dossiersco.etablissements.models import Agent
from dossiersco.ouverture.visites import visiter


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


@pytest.fixture
def decor(campagne: Campagne) -> Decor:
    """De quoi demander chaque adresse de la matrice."""
    return dresser(campagne)


@pytest.fixture
def operateur(db) -> Compte:
    compte = creer_compte("op@exemple.fr", "un mot de passe de test")
    compte.est_operateur = True
    compte.save()
    return compte


@pytest.fixture
def visiteur(client: Client, operateur: Compte, campagne: Campagne) -> Client:
    visiter(campagne.etablissement, par=operateur, motif="Votre import est refusé")
    client.force_login(operateur, backend="dossiersco.etablissements.backends.ParMotDePasse")
    return client
