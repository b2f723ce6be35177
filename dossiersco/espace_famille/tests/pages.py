"""Lire une page rendue comme le ferait un navigateur : ses champs, son texte, ses titres."""

import re
from html import unescape
from html.parser import HTMLParser

from django.http import HttpResponse


class _Page(HTMLParser):
    """Ce qu'un formulaire enverrait si on appuyait sans rien toucher."""

    def __init__(self) -> None:
        super().__init__()
        self.champs: dict[str, list[str]] = {}
        self._select = ""
        self._textarea = ""

    def handle_starttag(self, balise: str, attrs: list[tuple[str, str | None]]) -> None:
        a = {nom: valeur or "" for nom, valeur in attrs}
        if balise == "input":
            self._input(a)
        elif balise == "select":
            self._select = a["name"]
            self.champs.setdefault(self._select, [])
        elif balise == "option" and "selected" in a:
            self.champs[self._select] = [a["value"]]
        elif balise == "textarea":
            self._textarea = a["name"]
            self.champs[self._textarea] = [""]

    def _input(self, a: dict[str, str]) -> None:
        genre = a.get("type", "text")
        if genre in {"radio", "checkbox"}:
            if "checked" in a:
                self.champs.setdefault(a["name"], []).append(a.get("value", "on"))
        elif genre != "file" and "name" in a:
            self.champs[a["name"]] = [a.get("value", "")]

    def handle_data(self, texte: str) -> None:
        if self._textarea:
            # Un navigateur ôte le premier retour à la ligne et envoie des CRLF.
            self.champs[self._textarea][0] += texte.removeprefix("\n").replace("\n", "\r\n")

    def handle_endtag(self, balise: str) -> None:
        if balise == "textarea":
            self._textarea = ""
        elif balise == "select":
            self._select = ""


def html(reponse: HttpResponse) -> str:
    return reponse.content.decode()


def champs(reponse: HttpResponse) -> dict[str, list[str]]:
    page = _Page()
    page.feed(html(reponse))
    # Ni le jeton, ni ce que porte le bouton d'aide, en bas de toutes les pages.
    for nom in ("csrfmiddlewaretoken", "suite", "aidee"):
        page.champs.pop(nom, None)
    return page.champs


def saisie(reponse: HttpResponse, **changes: str | list[str]) -> dict[str, str | list[str]]:
    """Les champs de la page tels quels, sauf ceux qu'on change."""
    return {**champs(reponse), **changes}


def visibles(reponse: HttpResponse) -> dict[str, list[str]]:
    """Les champs qu'une personne voit."""
    return {nom: valeurs for nom, valeurs in champs(reponse).items() if nom not in {"vu", "page"}}


def texte(reponse: HttpResponse) -> str:
    """Le texte de la page : sans balises, espaces réduits à un, apostrophes toutes droites."""
    corps = html(reponse).split("<main", 1)[-1].split("</main>", 1)[0]
    lisible = unescape(re.sub(r"<[^>]*>", " ", f"<main{corps}"))
    return " ".join(lisible.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'").split())
