"""Ce qu'un élève lu doit avoir, et ce qui mérite un avis. Source : format SIECLE BEE §7.1."""

import re
from collections.abc import Mapping

from dossiersco.siecle import communes, nomenclatures
from dossiersco.siecle.anomalies import CodeAnomalie
from dossiersco.siecle.champs import Controle
from dossiersco.siecle.lus import Photo
from dossiersco.siecle.pays import FRANCE
from dossiersco.siecle.valeurs import date_fr, nom

# Base élèves académique (dix chiffres, une lettre) ou répertoire national (neuf, deux lettres).
INE = re.compile(r"[0-9]{10}[A-Z]|[0-9]{9}[A-Z]{2}")
INE_DE_REMPLISSAGE = "0000000000G"
SOURCES_INE = ("ID_NATIONAL", "INE_RNIE", "INE_BEA")
ATTENDUES = ("CODE_SEXE", "DOUBLEMENT", "CODE_REGIME", "ADHESION_TRANSPORT")
# Codes postaux de Paris, parfois saisis à la place du code commune (75101 à 75120).
CODE_POSTAL_DE_PARIS = re.compile(r"750(0[1-9]|1[0-9]|20)")

Manque = tuple[str, CodeAnomalie, str]
INDISPENSABLES: tuple[Manque, ...] = (
    ("NOM_DE_FAMILLE", CodeAnomalie.ELEVE_SANS_NOM, "n’a pas de nom de famille"),
    ("PRENOM", CodeAnomalie.ELEVE_SANS_PRENOM, "n’a pas de prénom"),
    ("DATE_NAISS", CodeAnomalie.ELEVE_SANS_DATE_NAISS, "n’a pas de date de naissance"),
)


def ine(lus: Mapping[str, str]) -> str:
    """L'INE : ID_NATIONAL, sinon INE_RNIE, sinon INE_BEA, le premier qui en a la forme ; ou ""."""
    for source in SOURCES_INE:
        valeur = lus.get(source, "").upper()
        if INE.fullmatch(valeur) and valeur != INE_DE_REMPLISSAGE:
            return valeur
    return ""


def champs_bloquants(photo: Photo, eleve_id: str, controle: Controle) -> bool:
    """Vrai si l'élève ne peut pas être rendu ; chaque raison est dite."""
    raisons = [
        (code, f"Cet élève {manque} : il n’est pas lu.")
        for balise, code, manque in INDISPENSABLES
        if balise not in photo
    ]
    if not eleve_id:
        raisons.append(
            (CodeAnomalie.ELEVE_SANS_ELEVE_ID, "Cet élève n’a pas d’ELEVE_ID : il n’est pas lu.")
        )
    naissance = photo.get("DATE_NAISS", "")
    if naissance and date_fr(naissance) is None:
        raisons.append(
            (
                CodeAnomalie.DATE_NAISS_IMPOSSIBLE,
                f"La date de naissance « {naissance} » n’est pas une date JJ/MM/AAAA : "
                "l’élève n’est pas lu.",
            )
        )
    for code, message in raisons:
        controle.dire(code, message)
    return bool(raisons)


def nom_usage(photo: Photo) -> None:
    """Un nom d'usage égal au nom de famille n'en est pas un (PUSAG_A_01)."""
    if nom(photo.get("NOM_USAGE", "")) == nom(photo.get("NOM_DE_FAMILLE", "")):
        photo.pop("NOM_USAGE", None)


def codes_douteux(photo: Photo, controle: Controle) -> None:
    """Des avis : l'élève est gardé, ses codes aussi."""
    controle.absentes(photo, ATTENDUES)
    regime = photo.get("CODE_REGIME", "")
    if regime and regime not in nomenclatures.table("regimes"):
        controle.dire(
            CodeAnomalie.REGIME_INCONNU,
            f"Le régime « {regime} » n’est pas dans la nomenclature : il est gardé tel quel.",
        )
    _naissance(photo, controle)


def _naissance(photo: Photo, controle: Controle) -> None:
    lieu = "CODE_COMMUNE_INSEE_NAISS" if photo.get("CODE_PAYS") == FRANCE else "VILLE_NAISS"
    absentes = [balise for balise in ("CODE_PAYS", lieu) if balise not in photo]
    if absentes:
        controle.dire(
            CodeAnomalie.NAISSANCE_INCOMPLETE,
            "Le lieu de naissance est incomplet : la famille devra le compléter.",
        )
    commune = photo.get("CODE_COMMUNE_INSEE_NAISS", "")
    if CODE_POSTAL_DE_PARIS.fullmatch(commune):
        controle.dire(
            CodeAnomalie.COMMUNE_NAISS_DOUTEUSE,
            f"La commune de naissance « {commune} » est un code postal : il faut le code INSEE.",
        )
    elif commune and not communes.existe(commune):
        controle.dire(
            CodeAnomalie.COMMUNE_NAISS_DOUTEUSE,
            f"La commune de naissance « {commune} » n’est pas un code INSEE connu (peut-être un "
            "code postal) : elle est gardée telle quelle.",
        )
