"""La famille Martin, devant l'écran : deux parents séparés, un enfant chez sa mère."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from dossiersco.dossiers.models import Dossier, Personne
from dossiersco.dossiers.tests.factories import Famille, donner_compte, famille_martin


@pytest.fixture
def martin(db) -> Famille:
    return famille_martin()


@pytest.fixture
def mere(client: Client, martin: Famille) -> Client:
    """Le navigateur de la mère, connectée."""
    client.force_login(donner_compte(martin.mere))
    return client


@pytest.fixture
def connecter(client: Client) -> Callable[[Personne], Client]:
    """Un navigateur neuf, connecté comme cette personne."""

    def ouvrir(personne: Personne) -> Client:
        neuf = type(client)()
        neuf.force_login(donner_compte(personne))
        return neuf

    return ouvrir


@pytest.fixture
def adresse_de() -> Callable[[str, Dossier], str]:
    return lambda etape, dossier: reverse(f"espace_famille:{etape}", args=[dossier.pk])
