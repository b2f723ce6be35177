"""Les régimes en clair : la Nomenclature dit « DEMI-PENSIONNAIRE DANS L'ETABLISSEMENT 4 »."""

from collections.abc import Mapping
from functools import cache

from dossiersco.siecle import nomenclatures

_CLAIRS = {
    "0": "Externe (ne déjeune pas au collège)",
    "1": "Externe surveillé",
    "2": "Demi-pensionnaire (déjeune au collège)",
    "3": "Interne",
    "4": "Interne externé",
    "5": "Interne hébergé dans un autre établissement",
    "6": "Demi-pensionnaire dans un autre établissement",
    "29": "Demi-pensionnaire au ticket (repas à l’unité)",
}
_FAMILLES = {"demi_pensionnaire": "Demi-pensionnaire", "interne": "Interne"}


def en_clair(table: Mapping[str, str]) -> dict[str, str]:
    """{code: libellé} ; ce que le collège a rebaptisé est gardé."""
    nationale, clairs = nomenclatures.table("regimes"), _clairs()
    return {
        code: clairs.get(code, libelle) if libelle == nationale.get(code) else libelle
        for code, libelle in table.items()
    }


@cache
def externes() -> frozenset[str]:
    """Ceux qui ne mangent pas au collège, surveillés ou non."""
    lignes = nomenclatures.lignes("regimes")
    return frozenset(ligne["code"] for ligne in lignes if ligne["famille"] == "externe")


@cache
def _clairs() -> dict[str, str]:
    """Ceux qui comptent les jours les disent : « Demi-pensionnaire, 4 jours par semaine »."""
    return _CLAIRS | {
        ligne["code"]: f"{_FAMILLES[ligne['famille']]}, {_jours(ligne['jours_par_semaine'])}"
        for ligne in nomenclatures.lignes("regimes")
        if ligne["jours_par_semaine"]
    }


def _jours(nombre: str) -> str:
    return f"{nombre} jour{'' if nombre == '1' else 's'} par semaine"
