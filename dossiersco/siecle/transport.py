"""D'une balise d'export à une balise d'import : la table, et les rares conversions.

L'export écrit JJ/MM/AAAA, "1" et MEL ; l'import veut AAAA-MM-JJ, "true" et EMAIL. Le reste passe
tel que lu.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from dossiersco.siecle.ecriture import Bloc
from dossiersco.siecle.lus import Photo
from dossiersco.siecle.regles import Releve
from dossiersco.siecle.schema_import import Schema
from dossiersco.siecle.valeurs import date_fr

NUMERO = re.compile(r"\+?[0-9]+")
BOOLEENS = {"1": "true", "0": "false"}


def tel_que_lu(valeur: str) -> str:
    return valeur


def date_iso(valeur: str) -> str:
    jour = date_fr(valeur)
    if jour is None:
        raise ValueError(valeur)
    return jour.isoformat()


def booleen(valeur: str) -> str:
    if valeur not in BOOLEENS:
        raise ValueError(valeur)
    return BOOLEENS[valeur]


def telephone(valeur: str) -> str:
    """Un numéro perd ses espaces et ses points ; ce qui n'en est pas un part tel que lu."""
    serre = "".join(valeur.replace(".", "").split())
    return serre if NUMERO.fullmatch(serre) else valeur


@dataclass(frozen=True, slots=True)
class Transport:
    lu: str
    ecrit: str
    convertir: Callable[[str], str]


Table = tuple[Transport, ...]


def _lit(balise: str, convertir: Callable[[str], str] = tel_que_lu, ecrit: str = "") -> Transport:
    return Transport(balise, ecrit or balise, convertir)


IDENTITE = (_lit("NOM_DE_FAMILLE"), _lit("PRENOM"))

JOINDRE = (
    _lit("TEL_PERSONNEL", telephone),
    _lit("TEL_PROFESSIONNEL", telephone),
    _lit("TEL_PORTABLE", telephone),
    _lit("ACCEPTE_SMS", booleen),
    _lit("MEL", ecrit="EMAIL"),
)

PERSONNE = (*IDENTITE, *JOINDRE, _lit("COMMUNICATION_ADRESSE", booleen))

ELEVE = (
    *IDENTITE,
    *JOINDRE,
    _lit("PRENOM2"),
    _lit("PRENOM3"),
    _lit("DATE_NAISS", date_iso),
    _lit("CODE_PAYS"),
    _lit("CODE_SEXE"),
    _lit("CODE_PAYS_NAT"),
    _lit("DATE_ENTREE", date_iso),
    _lit("ADHESION_TRANSPORT", booleen),
    _lit("CODE_REGIME"),
    _lit("DOUBLEMENT", booleen),
)

SORTIE = (_lit("CODE_MOTIF_SORTIE"), _lit("DATE_SORTIE", date_iso))

# Jumeaux transitoires de l'INE : 3.5 les a retirés, seul 3.1 sait les recevoir.
INE_TRANSITOIRES: dict[Schema, Table] = {
    Schema.COMMUN: (),
    Schema.V3_1: (_lit("INE_BEA"), _lit("INE_RNIE")),
    Schema.V4_0: (),
}

LIEN = (
    _lit("CODE_PARENTE"),
    _lit("PAIE_FRAIS_SCOLAIRES", booleen),
    _lit("HEBERGE_ELEVE", booleen),
    _lit("PERCOIT_LES_AIDES", booleen),
    _lit("A_CONTACTER_EN_PRIORITE", booleen),
)

LIGNES: Table = (
    _lit("LIGNE1_ADRESSE"),
    _lit("LIGNE2_ADRESSE"),
    _lit("LIGNE3_ADRESSE"),
    _lit("LIGNE4_ADRESSE"),
)
POSTAL: Table = (_lit("CODE_POSTAL"), _lit("LIBELLE_POSTAL", ecrit="LL_POSTAL"))
A_L_ETRANGER: Table = (_lit("COMMUNE_ETRANGERE"),)
PAYS: Table = (_lit("CODE_PAYS"),)


A_CORRIGER = "À corriger par la famille dans son dossier, ou dans SIECLE puis réimportez."


def transporter(photo: Photo, table: Table, releve: Releve) -> Bloc:
    """Les valeurs lues, dans les balises d'import. Une valeur illisible bloque la fiche."""
    bloc: Bloc = {}
    for ligne in table:
        lue = photo.get(ligne.lu, "")
        if not lue:
            continue
        try:
            bloc[ligne.ecrit] = ligne.convertir(lue)
        except ValueError:
            message = f"« {lue} » n’a pas la forme attendue. {A_CORRIGER}"
            releve.bloquer("FORMAT", balise=ligne.lu, message=message)
    return bloc
