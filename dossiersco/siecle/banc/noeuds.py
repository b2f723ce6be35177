"""Lire une balise du fichier déposé."""

import unicodedata

from lxml import etree

Noeud = etree._Element


def lu(noeud: Noeud | None, chemin: str) -> str:
    """La valeur sans ses espaces de bord ; "" si la balise, ou le nœud, n'est pas là."""
    return "" if noeud is None else (noeud.findtext(chemin) or "").strip()


def sans_accent(texte: str) -> str:
    """SIECLE a reconnu en 2019 un nom dont un accent était tombé (format §11.5)."""
    decompose = unicodedata.normalize("NFD", texte)
    return "".join(c for c in decompose if not unicodedata.combining(c)).upper().strip()
