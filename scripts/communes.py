"""Refait `dossiersco/siecle/codes/communes.csv` : `python scripts/communes.py <communes.json>`.

Le fichier lu est `data/communes.json` du paquet npm `@etalab/decoupage-administratif` 6.0.0,
installé hors du dépôt. Données de l'INSEE et de La Poste, Licence Ouverte.
"""

import csv
import json
import re
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from dossiersco.siecle.communes import HISTORIQUE, capitales

TABLE = Path(__file__).resolve().parents[1] / "dossiersco/siecle/codes/communes.csv"
# Du plus fort au plus faible : quand deux entrées ont le même code, la première l'emporte.
TYPES = {
    "commune-actuelle": "c",
    "arrondissement-municipal": "m",
    "commune-deleguee": "d",
    "commune-associee": "a",
}


class Ligne(NamedTuple):
    """Une ligne de la table."""

    code: str
    nom: str
    codes_postaux: str
    type: str


def table(entrees: Iterable[Mapping[str, Any]]) -> list[Ligne]:
    """Un code INSEE par ligne, dans l'ordre des noms."""
    rang = list(TYPES)
    triees = sorted(entrees, key=lambda entree: rang.index(entree["type"]))
    decoupees = {entree["commune"] for entree in triees if "commune" in entree}
    lignes: dict[str, Ligne] = {}
    for entree in triees:
        codes_postaux = () if entree["code"] in decoupees else entree.get("codesPostaux", ())
        ligne = Ligne(entree["code"], entree["nom"], " ".join(codes_postaux), TYPES[entree["type"]])
        lignes.setdefault(ligne.code, ligne)
    for entree in triees:
        for ancien in entree.get("anciensCodes", ()):
            lignes.setdefault(ancien, Ligne(ancien, entree["nom"], "", HISTORIQUE))
    return sorted(lignes.values(), key=_ordre)


def _ordre(ligne: Ligne) -> tuple[str, str]:
    # Le 2e arrondissement avant le 10e.
    return re.sub("[0-9]+", lambda nombre: nombre[0].zfill(2), capitales(ligne.nom)), ligne.code


def ecrire(lignes: Iterable[Ligne], chemin: Path) -> None:
    """En UTF-8, avec l'en-tête."""
    with chemin.open("w", encoding="utf-8", newline="") as sortie:
        plume = csv.writer(sortie, lineterminator="\n")
        plume.writerow(Ligne._fields)
        plume.writerows(lignes)


def principale(arguments: list[str]) -> int:
    """Rend 2 si l'argument manque."""
    if len(arguments) != 1:
        sys.stderr.write("Usage : python scripts/communes.py <chemin de communes.json>\n")
        return 2
    entrees = json.loads(Path(arguments[0]).read_text(encoding="utf-8"))
    ecrire(table(entrees), TABLE)
    return 0


if __name__ == "__main__":
    sys.exit(principale(sys.argv[1:]))
