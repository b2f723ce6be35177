"""Les textes du dépôt (`pages/*.md`) en blocs : titres, paragraphes, listes, liens. Pur.

Un sous-ensemble voulu petit : ce qui n'est pas prévu s'affiche tel quel, échappé par le gabarit.
"""

import re
from dataclasses import dataclass, field
from functools import cache
from importlib import resources

_LIEN = re.compile(r"\[([^\]]+)\]\(([^)\s]+)\)")
_SUR = ("https://", "mailto:", "/")


@dataclass(frozen=True)
class Morceau:
    """Un bout de texte ; `adresse` si c'est un lien."""

    texte: str
    adresse: str = ""


@dataclass(frozen=True)
class Bloc:
    """`sorte` : titre, paragraphe ou liste. Une liste a une entrée par ligne, le reste une."""

    sorte: str
    lignes: list[list[Morceau]] = field(default_factory=list)


@dataclass(frozen=True)
class Page:
    titre: str
    blocs: list[Bloc]


@cache
def page(nom: str) -> Page:
    """`pages/<nom>.md`, dont la première ligne est le titre."""
    fichier = resources.files("dossiersco.espace_public").joinpath("pages", f"{nom}.md")
    titre, _, suite = fichier.read_text(encoding="utf-8").partition("\n")
    return Page(titre.removeprefix("# ").strip(), lire(suite))


def lire(texte: str) -> list[Bloc]:
    """Un bloc par paragraphe séparé d'une ligne vide."""
    return [_bloc(bloc.strip()) for bloc in re.split(r"\n\s*\n", texte) if bloc.strip()]


def _bloc(source: str) -> Bloc:
    if source.startswith("## "):
        return Bloc("titre", [_morceaux(source.removeprefix("## "))])
    if source.startswith("- "):
        lignes = re.split(r"\n- ", source.removeprefix("- "))
        return Bloc("liste", [_morceaux(ligne) for ligne in lignes])
    return Bloc("paragraphe", [_morceaux(source)])


def _morceaux(texte: str) -> list[Morceau]:
    """Un lien vers autre chose qu'une page ou une adresse reste du texte."""
    texte = texte.replace("\n", " ")
    morceaux, fin = [], 0
    for lien in _LIEN.finditer(texte):
        if not lien[2].startswith(_SUR):
            continue
        morceaux += [Morceau(texte[fin : lien.start()]), Morceau(lien[1], lien[2])]
        fin = lien.end()
    return [morceau for morceau in (*morceaux, Morceau(texte[fin:])) if morceau.texte]
