"""Tout demander, tout envoyer, et rapporter tout ce que le service répond."""

from collections.abc import Iterator

from django.http import HttpResponseBase
from django.test import Client

from dossiersco.espace_famille.tests.pages import champs
from tests.attaques.adresses import Corps, chemins, corps
from tests.attaques.canaris import texte
from tests.attaques.decor import Decor


def visiter(client: Client, decor: Decor, *, envoyer: bool = True) -> dict[str, str]:
    """{« GET /famille/ »: tout ce que dit la réponse}."""
    vues = {}
    for _, chemin in chemins(decor):
        page = client.get(chemin)
        vues[f"GET {chemin}"] = texte(page)
        for rang, envoi in enumerate(_envois(page, decor) if envoyer else ()):
            vues[f"POST {chemin} ({rang})"] = texte(client.post(chemin, envoi))
    return vues


def _envois(page: HttpResponseBase, decor: Decor) -> Iterator[Corps]:
    """Ce qu'un robot forgerait ; puis, si la page a un formulaire, ce qu'un parent enverrait."""
    yield corps(decor)
    une_page = page.status_code == 200 and page["Content-Type"].startswith("text/html")
    if une_page and (saisis := champs(page)):
        yield {**saisis, "exact": "on"}
