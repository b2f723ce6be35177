"""Divisions, groupes, et le rattachement des divisions aux formations."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from dossiersco.siecle.fabrique.formations import FACULTATIVES, NIVEAUX, Niveau
from dossiersco.siecle.fabrique.modele import Groupe
from dossiersco.siecle.lus import DivisionLue

ELEVES_PAR_DIVISION = 27
ULIS = "ULIS"
LANGUES_EN_GROUPE = ("ALL1", "ALL2", "ITA2")


def divisions(eleves: int) -> tuple[DivisionLue, ...]:
    """Autant de divisions par niveau qu'il en faut, et le dispositif ULIS.

    La première division de chaque niveau accueille aussi des élèves d'ULIS : elle est rattachée à
    deux formations. L'ULIS l'est aux quatre siennes.
    """
    par_niveau = 1 + eleves // (ELEVES_PAR_DIVISION * len(NIVEAUX))
    ordinaires = [
        DivisionLue(_code(niveau, rang), _libelle(niveau, rang), _formations(niveau, rang))
        for niveau in NIVEAUX
        for rang in range(par_niveau)
    ]
    formations_ulis = tuple(niveau.code_mef_ulis for niveau in NIVEAUX)
    return (*ordinaires, DivisionLue(ULIS, "ULIS", formations_ulis))


def _formations(niveau: Niveau, rang: int) -> tuple[str, ...]:
    return (niveau.code_mef, niveau.code_mef_ulis) if rang == 0 else (niveau.code_mef,)


def _code(niveau: Niveau, rang: int) -> str:
    """« 6A », « 5 B » (une espace), « 4C », « 301 » : chaque niveau a sa coutume."""
    if niveau.chiffre == "3":
        return f"3{rang + 1:02}"
    separateur = " " if niveau.chiffre == "5" else ""
    return f"{niveau.chiffre}{separateur}{_lettres(rang)}"


def _lettres(rang: int) -> str:
    """A, B… Z, AA, AB…"""
    dizaine, unite = divmod(rang, 26)
    return (_lettres(dizaine - 1) if dizaine else "") + chr(ord("A") + unite)


def _libelle(niveau: Niveau, rang: int) -> str:
    """Le libellé long est facultatif : les 4e n'en ont pas."""
    return "" if niveau.chiffre == "4" else f"{niveau.nom} {_lettres(rang)}"


def divisions_par_mef(toutes: Iterable[DivisionLue]) -> Mapping[str, tuple[str, ...]]:
    par_mef: dict[str, tuple[str, ...]] = defaultdict(tuple)
    for division in toutes:
        for code_mef in division.codes_mef:
            par_mef[code_mef] += (division.code_structure,)
    return par_mef


def code_groupe(niveau: Niveau, gestion: str) -> str:
    return f"{niveau.chiffre}{gestion}"


def groupes(toutes: Iterable[DivisionLue]) -> tuple[Groupe, ...]:
    """Un groupe par niveau et par matière qui ne réunit qu'une partie des élèves."""
    par_mef = divisions_par_mef(toutes)
    return tuple(
        Groupe(code_groupe(niveau, gestion), par_mef[niveau.code_mef])
        for niveau in NIVEAUX
        for gestion in dict.fromkeys((*LANGUES_EN_GROUPE, *FACULTATIVES[niveau.nom]))
    )
