"""La scolarité d'un élève : cette année (options, classe, régime), l'an dernier, sa sortie."""

from datetime import date, timedelta

from dossiersco.siecle.fabrique.atelier import Atelier
from dossiersco.siecle.fabrique.formations import FACULTATIVES, GESTION, NIVEAUX, Niveau
from dossiersco.siecle.fabrique.lieux import (
    COLLEGES,
    ECOLES,
    NOTRE_COLLEGE,
    NUMERO_ECOLE_FRANCAISE,
)
from dossiersco.siecle.fabrique.naissances import ecrire_date
from dossiersco.siecle.fabrique.numeros import uai_invente
from dossiersco.siecle.fabrique.structures import LANGUES_EN_GROUPE, code_groupe
from dossiersco.siecle.lus import Photo

REGIMES = {"0": 30, "1": 2, "24": 38, "25": 14, "23": 3, "22": 2, "21": 2, "2": 5, "29": 4}
# Ceux d'un collégien : ni emploi, ni service national, et personne ne meurt.
MOTIFS = ("10", "11", "12", "13", "14", "19", "25", "26", "27", "40", "42", "44")
# Un UAI à l'étranger commence par le code du pays ; sans lui, SIECLE n'aurait pas d'origine.
ECOLE_A_L_ETRANGER = {
    "CODE_RNE": uai_invente(NUMERO_ECOLE_FRANCAISE),
    "DENOM_PRINC": "ECOLE FRANCAISE",
    "COMMUNE_ETRANGERE": "7500 TOURNAI",
}
LANGUES = {
    1: {"AGL1": 93, "ALL1": 7},
    2: {"AGL1 ESP2": 62, "AGL1 ALL2": 14, "AGL1 ITA2": 10, "ALL1 AGL2": 4, "AGL1 ALL1": 10},
}


def formation(atelier: Atelier, niveau: Niveau, *, ulis: bool) -> Photo:
    """CODE_MEF, options prises et structures ; une liste vide n'a pas sa clé."""
    options = _options(atelier, niveau, ulis=ulis)
    code_mef = niveau.code_mef_ulis if ulis else niveau.code_mef
    structures = _structures(atelier, niveau, code_mef, options)
    photo: Photo = {"CODE_MEF": code_mef, "CODE_REGIME": atelier.hasard.pondere(REGIMES)}
    photo["OPTIONS"] = [
        {"NUM_OPTION": str(rang), "CODE_MODALITE_ELECT": modalite, "CODE_MATIERE": GESTION[gestion]}
        for rang, (gestion, modalite) in enumerate(options, start=1)
    ]
    if structures:
        photo["STRUCTURES"] = structures
    return photo


def _options(atelier: Atelier, niveau: Niveau, *, ulis: bool) -> list[tuple[str, str]]:
    """Les obligatoires, souvent dans l'ordre de leur rang, puis une facultative parfois."""
    if ulis:
        return [("AGL1", "O")]
    langues = atelier.hasard.pondere(LANGUES[niveau.options_obligatoires]).split()
    if atelier.hasard.une_fois_sur(6):
        langues.reverse()
    options = [(gestion, "O") for gestion in langues]
    if atelier.hasard.une_fois_sur(3):
        facultative = atelier.hasard.choice(FACULTATIVES[niveau.nom])
        options.append((facultative, "F"))
    return options


def _structures(
    atelier: Atelier, niveau: Niveau, code_mef: str, options: list[tuple[str, str]]
) -> list[dict[str, str]]:
    """Les sixièmes ne sont pas tous répartis en juin ; un groupe peut précéder la division."""
    groupes = [
        _structure(code_groupe(niveau, gestion), "G")
        for gestion, modalite in options
        if modalite == "F" or gestion in LANGUES_EN_GROUPE
    ]
    if niveau.chiffre == "6" and atelier.parfois(12):
        return groupes if atelier.hasard.une_fois_sur(2) else []
    division = atelier.hasard.choice(atelier.divisions_par_mef[code_mef])
    place = 0 if not groupes or not atelier.hasard.une_fois_sur(4) else 1
    groupes.insert(place, _structure(division, "D"))
    return groupes


def _structure(code: str, type_structure: str) -> dict[str, str]:
    return {"CODE_STRUCTURE": code, "TYPE_STRUCTURE": type_structure}


def an_dernier(atelier: Atelier, niveau: Niveau, *, ulis: bool, redouble: bool) -> Photo:
    """SCOLARITE_AN_DERNIER, et ce qu'elle implique : provenance, entrée, doublement."""
    rentree = atelier.annee
    if redouble:
        return _chez_nous(atelier, niveau, ulis=ulis) | {
            "DOUBLEMENT": "1",
            "DATE_ENTREE": f"01/09/{rentree - 1 - NIVEAUX.index(niveau)}",
        }
    if niveau.chiffre == "6":
        provenance, bloc = _ecole(atelier)
        entree = f"01/09/{rentree}"
    elif atelier.hasard.une_fois_sur(15):
        provenance, bloc = _autre_college(atelier, niveau)
        entree = f"01/09/{rentree}"
    else:
        precedent = NIVEAUX[NIVEAUX.index(niveau) - 1]
        entree = f"01/09/{rentree - NIVEAUX.index(niveau)}"
        return _chez_nous(atelier, precedent, ulis=ulis) | {
            "DOUBLEMENT": "0",
            "DATE_ENTREE": entree,
        }
    return {
        "DOUBLEMENT": "0",
        "DATE_ENTREE": entree,
        "CODE_PROVENANCE": provenance,
        "SCOLARITE_AN_DERNIER": bloc,
    }


def _chez_nous(atelier: Atelier, niveau: Niveau, *, ulis: bool) -> Photo:
    code_mef = niveau.code_mef_ulis if ulis else niveau.code_mef
    bloc = {
        "CODE_MEF": code_mef,
        "CODE_STRUCTURE": atelier.hasard.choice(atelier.divisions_par_mef[code_mef]),
        "CODE_RNE": atelier.uai,
        "CODE_NATURE": "340",
        **NOTRE_COLLEGE,
        "MEL": f"ce.{atelier.uai.lower()}@exemple.fr",
        "LL_COMMUNE_INSEE": "LILLE",
    }
    return {"CODE_PROVENANCE": "1", "SCOLARITE_AN_DERNIER": bloc}


def _ecole(atelier: Atelier) -> tuple[str, dict[str, str]]:
    """L'école d'un futur sixième : inventée, parfois l'école française d'un pays voisin."""
    if atelier.parfois(50):
        return "5", ECOLE_A_L_ETRANGER
    provenance, bloc = _ailleurs(atelier, ECOLES)
    classe = atelier.hasard.choice(("CM2", "CM2 A", "CM2 B", "CM1CM2"))
    return provenance, bloc | {"CODE_STRUCTURE": classe, "CODE_NATURE": "151", "SIGLE": "E.E.PU"}


def _autre_college(atelier: Atelier, niveau: Niveau) -> tuple[str, dict[str, str]]:
    precedent = NIVEAUX[NIVEAUX.index(niveau) - 1]
    provenance, bloc = _ailleurs(atelier, COLLEGES)
    return provenance, bloc | {
        "CODE_MEF": precedent.code_mef,
        "CODE_NATURE": "340",
        "SIGLE": "CLG",
    }


def _ailleurs(
    atelier: Atelier, etablissements: tuple[tuple[int, str, str, str, str, str], ...]
) -> tuple[str, dict[str, str]]:
    """Le code de provenance et l'identité d'un établissement inventé."""
    numero, denomination, complement, provenance, insee, commune = atelier.hasard.choice(
        etablissements
    )
    return provenance, {
        "CODE_RNE": uai_invente(numero),
        "DENOM_PRINC": denomination,
        "DENOM_COMPL": complement,
        "CODE_COMMUNE_INSEE": insee,
        "LL_COMMUNE_INSEE": commune,
    }


def sortie(atelier: Atelier) -> Photo:
    """Un élève sur soixante est parti ; un sur cent est annoncé partant en fin d'année."""
    if atelier.parfois(60):
        depart = date(atelier.annee, 1, 5) + timedelta(days=atelier.hasard.randrange(150))
        motif = atelier.hasard.choice(MOTIFS)
        return {"DATE_SORTIE": ecrire_date(depart), "CODE_MOTIF_SORTIE": motif}
    if atelier.parfois(100):
        return {"DATE_SORTIE": f"31/08/{atelier.annee + 1}"}
    return {}
