"""Un élève de la « Fiche élève complète » : ses lignes, sa photo.

Un élève a autant de lignes que de structures (sa classe, ses groupes) : seules ces deux colonnes
changent de l'une à l'autre.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from dossiersco.siecle import tableur_codes, vocabulaire
from dossiersco.siecle.anomalies import CodeAnomalie
from dossiersco.siecle.champs import Controle
from dossiersco.siecle.cles_derivees import cle_eleve
from dossiersco.siecle.controles_eleve import champs_bloquants, codes_douteux, ine, nom_usage
from dossiersco.siecle.lus import Photo
from dossiersco.siecle.tableur_colonnes import (
    COMMUNE_NAISS,
    NUMEROS,
    OPTIONS_MAX,
    PAYS_ADRESSE,
    Valeurs,
)

# Cinq chiffres d'ELENOET, puis l'UAI sans sa première ni sa dernière lettre.
ID_ELEVE_ETAB = re.compile(r"[0-9]{5}([0-9A-Z]{6})")
TRADUITES: tuple[tuple[str, str, Callable[[str], str]], ...] = (
    ("CODE_SEXE", "CODE_SEXE", tableur_codes.sexe),
    ("CODE_PAYS", "CODE_PAYS", tableur_codes.pays),
    ("CODE_PAYS_NAT", "CODE_PAYS_NAT", tableur_codes.nationalite),
    (COMMUNE_NAISS, "CODE_COMMUNE_INSEE_NAISS", tableur_codes.commune),
    ("CODE_MOTIF_SORTIE", "CODE_MOTIF_SORTIE", tableur_codes.motif_sortie),
)
A_TRADUIRE = frozenset(lue for lue, _, _ in TRADUITES)
ADRESSE = (
    *sorted(vocabulaire.LIGNES_ADRESSE),
    "CODE_POSTAL",
    "LIBELLE_POSTAL",
    "COMMUNE_ETRANGERE",
)
TRONC_COMMUN = "S"
IDENTITE = ("NOM_DE_FAMILLE", "PRENOM", "DATE_NAISS")


@dataclass(slots=True)
class Fiche:
    """Les lignes d'un élève. `lues` : ses valeurs réparées ; `ligne` : sa première ligne."""

    eleve_id: str
    ligne: int
    lues: Valeurs
    rangee: Sequence[str]
    structures: list[dict[str, str]] = field(default_factory=list)

    @property
    def qui(self) -> str:
        nom = f"{self.lues.get('NOM_DE_FAMILLE', '')} {self.lues.get('PRENOM', '')}".strip()
        return f"Élève {nom or 'sans nom'}"

    def identite(self) -> tuple[str, ...]:
        return tuple(self.lues.get(balise, "") for balise in IDENTITE)


def reparer(lues: Valeurs) -> Valeurs:
    """Les dates, les codes et les téléphones que le tableur a pris pour des nombres."""
    reparees = dict(lues)
    for balise in tableur_codes.NOMBRES.keys() & lues.keys():
        reparees[balise] = tableur_codes.NOMBRES[balise](lues[balise])
    if "COMMUNE_ETRANGERE" in lues and "CODE_POSTAL" in lues:
        reparees["CODE_POSTAL"] = lues["CODE_POSTAL"]
    return reparees


def cle(lues: Valeurs) -> str:
    numero = next((lues[balise] for balise in NUMEROS if balise in lues), "")
    return cle_eleve(ine(lues), numero, lues.get("DATE_NAISS", ""))


def structure(lues: Valeurs) -> dict[str, str] | None:
    if "CODE_STRUCTURE" not in lues:
        return None
    # « Division » ou « D », « Groupe » ou « G ».
    nature = lues.get("TYPE_STRUCTURE", "")[:1].upper()
    return {
        "CODE_STRUCTURE": lues["CODE_STRUCTURE"],
        **({"TYPE_STRUCTURE": nature} if nature else {}),
    }


def etablissement(lues: Valeurs) -> str:
    """Le milieu de l'UAI que porte le numéro de l'élève ; "" s'il n'en porte pas."""
    trouves = [ID_ELEVE_ETAB.fullmatch(lues.get(balise, "")) for balise in NUMEROS]
    return next((trouve[1] for trouve in trouves if trouve), "")


def photo(fiche: Fiche, matieres: Mapping[str, str], controle: Controle) -> Photo | None:
    """La photo, ou None si l'élève ne peut pas être rendu ; chaque raison est dite.

    `matieres` : CODE_GESTION -> CODE_MATIERE. Vide, les options ne sont pas lues.
    """
    lues = fiche.lues
    lue: Photo = {b: v for b, v in lues.items() if b in vocabulaire.ELEVE - A_TRADUIRE}
    if not fiche.eleve_id:
        controle.dire(
            CodeAnomalie.ELEVE_SANS_ELEVE_ID,
            "Cet élève n’a ni INE ni numéro d’établissement : il n’est pas lu.",
        )
    if champs_bloquants(lue, fiche.eleve_id or "~", controle) or not fiche.eleve_id:
        return None
    for source, balise, traduction in TRADUITES:
        traduire(lue, balise, lues.get(source, ""), traduction, controle)
    for numero in filter(None, map(lues.get, NUMEROS)):
        lue.setdefault("ID_ELEVE_ETAB" if ID_ELEVE_ETAB.fullmatch(numero) else "ELENOET", numero)
    blocs = {
        "ADRESSE": adresse(lues, controle),
        "OPTIONS": _options(lues, matieres, controle),
        "STRUCTURES": fiche.structures,
    }
    lue |= {balise: bloc for balise, bloc in blocs.items() if bloc}
    _controler(lue, controle)
    return lue


def traduire(
    photo: Photo, balise: str, libelle: str, traduction: Callable[[str], str], controle: Controle
) -> None:
    """Pose le code du libellé ; sans un code et un seul, une anomalie et rien d'autre."""
    if not libelle:
        return
    if code := traduction(libelle):
        photo[balise] = code
        return
    controle.dire(
        CodeAnomalie.LIBELLE_INTRADUISIBLE,
        f"{balise} : « {libelle} » ne désigne pas un code et un seul ; la valeur sera à compléter.",
    )


def adresse(lues: Valeurs, controle: Controle) -> Photo:
    """Le bloc ADRESSE, vide si la fiche ne donne qu'un pays ou un département."""
    if not any(balise in lues for balise in ADRESSE):
        return {}
    bloc: Photo = {balise: lues[balise] for balise in ADRESSE if balise in lues}
    if "CODE_DEPARTEMENT" in lues:
        bloc["CODE_DEPARTEMENT"] = lues["CODE_DEPARTEMENT"]
    if PAYS_ADRESSE in lues:
        bloc["LL_PAYS"] = lues[PAYS_ADRESSE]
        traduire(bloc, "CODE_PAYS", lues[PAYS_ADRESSE], tableur_codes.pays, controle)
    return bloc


def _options(
    lues: Valeurs, matieres: Mapping[str, str], controle: Controle
) -> list[dict[str, str]]:
    options = []
    for rang in range(1, OPTIONS_MAX + 1):
        gestion = lues.get(f"CODE_GESTION_{rang}", "")
        modalite = lues.get(f"MODALITE_{rang}", "")
        if not gestion or not matieres or modalite == TRONC_COMMUN:
            continue
        if gestion not in matieres:
            controle.dire(
                CodeAnomalie.LIBELLE_INTRADUISIBLE,
                f"L’option « {gestion} » n’est pas dans la Nomenclature : elle n’est pas lue.",
            )
            continue
        option = {"NUM_OPTION": str(rang), "CODE_MATIERE": matieres[gestion]}
        options.append(option | ({"CODE_MODALITE_ELECT": modalite} if modalite else {}))
    return options


def _controler(lue: Photo, controle: Controle) -> None:
    controle.dates(lue)
    controle.booleens(lue)
    controle.noms(lue)
    controle.mel(lue)
    nom_usage(lue)
    codes_douteux(lue, controle)
    declare = lue.pop("ID_NATIONAL", "")
    if valable := ine({"ID_NATIONAL": declare}):
        lue["ID_NATIONAL"] = valable
    elif declare:
        controle.dire(
            CodeAnomalie.INE_INVALIDE,
            f"L’INE « {declare} » n’a pas la forme attendue : il est ignoré.",
        )
