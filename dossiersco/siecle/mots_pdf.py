"""Lit un PDF sur l'entrée standard et en écrit les mots en JSON : le travail d'un processus à part.

Un PDF de quelques kilo-octets peut demander des heures ou des téraoctets. Ce processus a donc peu
de mémoire et peu de temps ; s'il meurt, lui seul meurt. `pdf` le lance.

Sortie : une liste de pages, chacune une liste de mots `[gauche, droite, milieu, hauteur, texte]`,
en points ; `milieu` se compte depuis le haut de la page.
"""

import json
import resource
import sys
from collections.abc import Iterator
from typing import Any

import pypdfium2
from pypdfium2 import raw

MEMOIRE_MAX = 512 * 1024 * 1024
SECONDES_MAX = 20
# Mille élèves font une cinquantaine de pages par section.
PAGES_MAX = 500
SIGNES_PAR_PAGE_MAX = 30_000

ILLISIBLE, DEMESURE, PROTEGE = 2, 3, 4

Mot = tuple[float, float, float, float, str]


def principale() -> int:
    resource.setrlimit(resource.RLIMIT_AS, (MEMOIRE_MAX, MEMOIRE_MAX))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDES_MAX, SECONDES_MAX))
    try:
        document = pypdfium2.PdfDocument(sys.stdin.buffer.read())
        if len(document) > PAGES_MAX:
            return DEMESURE
        pages = [list(_mots(page)) for page in document]
    except pypdfium2.PdfiumError as erreur:
        protege = getattr(erreur, "err_code", None) == raw.FPDF_ERR_PASSWORD
        return PROTEGE if protege else ILLISIBLE
    except (MemoryError, OverflowError):
        return DEMESURE
    json.dump(pages, sys.stdout)
    return 0


def _mots(page: Any) -> Iterator[Mot]:
    texte = page.get_textpage()
    if texte.count_chars() > SIGNES_PAR_PAGE_MAX:
        raise OverflowError
    haut = page.get_height()
    mot = ""
    boites: list[tuple[float, float, float, float]] = []
    for rang in range(texte.count_chars()):
        signe = chr(raw.FPDFText_GetUnicode(texte, rang))
        boite = texte.get_charbox(rang, loose=True)
        if mot and (signe.isspace() or _loin(boites[-1], boite)):
            yield _mot(mot, boites, haut)
            mot, boites = "", []
        if not signe.isspace() and signe.isprintable():
            mot += signe
            boites.append(boite)
    if mot:
        yield _mot(mot, boites, haut)


def _loin(
    avant: tuple[float, float, float, float], apres: tuple[float, float, float, float]
) -> bool:
    """Vrai d'un signe d'une autre ligne, ou d'une autre cellule de la même ligne."""
    hauteur = avant[3] - avant[1]
    return (
        abs(avant[1] - apres[1]) > hauteur / 2 or not -hauteur < apres[0] - avant[2] < hauteur / 5
    )


def _mot(texte: str, boites: list[tuple[float, float, float, float]], haut: float) -> Mot:
    gauche, droite = min(b[0] for b in boites), max(b[2] for b in boites)
    bas, sommet = min(b[1] for b in boites), max(b[3] for b in boites)
    milieu = haut - (bas + sommet) / 2
    return (round(gauche, 1), round(droite, 1), round(milieu, 1), round(sommet - bas, 1), texte)


if __name__ == "__main__":
    sys.exit(principale())
