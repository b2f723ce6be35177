"""Les tables de codes que la fabrique met dans la Nomenclature, lues dans les CSV du paquet."""

import csv
from functools import cache
from pathlib import Path

DOSSIER = Path(__file__).resolve().parents[1] / "codes"


@cache
def lignes(table: str) -> tuple[dict[str, str], ...]:
    """Les lignes de `codes/<table>.csv`, sans les codes que SIECLE n'accepte plus."""
    with (DOSSIER / f"{table}.csv").open(encoding="utf-8", newline="") as fichier:
        return tuple(
            ligne for ligne in csv.DictReader(fichier) if ligne.get("accepte_par_siecle") != "0"
        )


@cache
def codes(table: str) -> tuple[str, ...]:
    return tuple(ligne["code"] for ligne in lignes(table))
