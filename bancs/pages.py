"""Demander une page au service, sans navigateur : combien de requêtes, combien de processeur."""

from collections.abc import Mapping
from functools import partial

from django.core.management import call_command
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bancs.mesure import PASSAGES, Duree, chronometrer, meilleure

PAGES_PAR_PASSAGE = 20


def preparer() -> None:
    """Les gabarits cherchent les feuilles de style dans le manifeste."""
    call_command("collectstatic", verbosity=0, interactive=False)


def statistiques() -> None:
    """Ce que PostgreSQL fait de lui-même dans la minute qui suit un import."""
    with connection.cursor() as curseur:
        curseur.execute("ANALYZE")


def visiteur() -> Client:
    """Sous le nom que le service accepte."""
    return Client(SERVER_NAME="127.0.0.1")


def requetes(client: Client, adresse: str) -> int:
    with CaptureQueriesContext(connection) as vues:
        _demander(client, adresse)
    return len(vues)


def millisecondes(client: Client, adresse: str, *, pages: int = PAGES_PAR_PASSAGE) -> float:
    """Temps processeur d'une page, base comprise ; `pages` : combien par passage."""

    def plusieurs() -> None:
        for _ in range(pages):
            _demander(client, adresse)

    plusieurs()
    durees = [chronometrer(plusieurs) for _ in range(PASSAGES)]
    return meilleure(durees).processeur / pages * 1000


def millisecondes_tour_a_tour(
    client: Client, adresses: Mapping[str, str], *, pages: int = PAGES_PAR_PASSAGE
) -> dict[str, float]:
    """De même pour plusieurs adresses, un passage de chacune à la fois.

    Ce qui ralentit la machine un moment les ralentit toutes, pas une seule de bout en bout.
    """

    def plusieurs(adresse: str) -> None:
        for _ in range(pages):
            _demander(client, adresse)

    durees: dict[str, list[Duree]] = {nom: [] for nom in adresses}
    for passage in range(PASSAGES + 1):
        for nom, adresse in adresses.items():
            duree = chronometrer(partial(plusieurs, adresse))
            # Le premier passage remplit les caches : il ne compte pas.
            durees[nom] += [duree] if passage else []
    return {nom: meilleure(siennes).processeur / pages * 1000 for nom, siennes in durees.items()}


def _demander(client: Client, adresse: str) -> HttpResponse:
    reponse = client.get(adresse)
    assert reponse.status_code == 200, f"{adresse} répond {reponse.status_code}"
    return reponse
