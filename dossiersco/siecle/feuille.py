"""Lit un classeur sur l'entrée standard et l'écrit en JSON : le travail d'un processus à part.

Quelques kilo-octets suffisent à faire allouer des téraoctets à qui lit un classeur (une cellule en
XFD1048576, un texte répété un million de fois), et le format .xls ne se contrôle pas d'avance. Ce
processus a donc peu de mémoire et peu de temps ; s'il meurt, lui seul meurt. `classeur` le lance.

Sortie : une liste de feuilles, chacune `[numéro de sa première ligne, lignes de textes]`.
"""

import io
import json
import math
import resource
import sys
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError

MEMOIRE_MAX = 1024 * 1024 * 1024
SECONDES_MAX = 30
FEUILLES_MAX = 5
# Trois mille élèves ont 136 colonnes, et une ligne par groupe.
LIGNES_MAX = 20_000
COLONNES_MAX = 500
CELLULES_MAX = 2_500_000
TEXTE_MAX = 2_000

ILLISIBLE, DEMESURE, PROTEGE = 2, 3, 4


def principale() -> int:
    resource.setrlimit(resource.RLIMIT_AS, (MEMOIRE_MAX, MEMOIRE_MAX))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDES_MAX, SECONDES_MAX))
    try:
        classeur = CalamineWorkbook.from_filelike(io.BytesIO(sys.stdin.buffer.read()))
        feuilles = [
            _feuille(classeur.get_sheet_by_name(nom)) for nom in classeur.sheet_names[:FEUILLES_MAX]
        ]
    except PasswordError:
        return PROTEGE
    except CalamineError:
        return ILLISIBLE
    except (MemoryError, OverflowError):
        return DEMESURE
    json.dump(feuilles, sys.stdout)
    return 0


def _feuille(feuille: CalamineSheet) -> tuple[int, list[list[str]]]:
    if feuille.height > LIGNES_MAX or feuille.width > COLONNES_MAX:
        raise OverflowError
    if feuille.height * feuille.width > CELLULES_MAX:
        raise OverflowError
    debut = feuille.start
    return (debut[0] + 1 if debut else 1), list(_lignes(feuille))


def _lignes(feuille: CalamineSheet) -> Iterator[list[str]]:
    for ligne in feuille.iter_rows():
        textes = [texte(cellule) for cellule in ligne]
        if any(len(lu) > TEXTE_MAX for lu in textes):
            raise OverflowError
        yield textes


def texte(cellule: Any) -> str:
    """Ce que la cellule montre : 2.0 s'écrit « 2 », une date JJ/MM/AAAA, un booléen 1 ou 0."""
    if isinstance(cellule, str):
        return cellule
    if isinstance(cellule, bool):
        return str(int(cellule))
    if isinstance(cellule, float) and math.isfinite(cellule) and cellule == int(cellule):
        return str(int(cellule))
    if isinstance(cellule, datetime | date):
        return f"{cellule.day:02}/{cellule.month:02}/{cellule.year:04}"
    return str(cellule)


if __name__ == "__main__":
    sys.exit(principale())
