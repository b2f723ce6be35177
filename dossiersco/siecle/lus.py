"""Ce que les lecteurs rendent : des objets gelés, balise par balise, sans Django.

Une *photo* est ce que SIECLE a dit d'un enregistrement : un dictionnaire dont les clés sont les
balises de l'export (dernière graphie connue) et les valeurs des chaînes débarrassées de leurs
espaces de bord. Une balise absente, vide ou blanche n'y figure pas. Les booléens y sont "1" ou "0",
les dates "JJ/MM/AAAA", les codes des chaînes (zéros de tête gardés). Source : format SIECLE BEE §1.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

Photo = dict[str, Any]
"""Valeurs : `str`, ou un bloc (`ADRESSE`, `SCOLARITE_AN_DERNIER` : dict[str, str]), ou une liste de
blocs (`OPTIONS`, `STRUCTURES`). Se range tel quel en JSON."""


class TypeExport(StrEnum):
    """La racine du document XML décide du type ; le nom du fichier, jamais.

    La fiche est un classeur, sans racine : son nom ne peut pas en être une.
    """

    NOMENCLATURE = "BEE_NOMENCLATURES"
    STRUCTURES = "BEE_STRUCTURES"
    COMMUNS = "BEE_COMMUN"
    ELEVES = "BEE_ELEVES"
    RESPONSABLES = "BEE_RESPONSABLES"
    FICHE_ELEVE = "FICHE ELEVE"


EXPORTS_XML = tuple(sorte for sorte in TypeExport if sorte is not TypeExport.FICHE_ELEVE)


class FichierRefuse(Exception):
    """Le fichier entier ne peut pas être lu. Le message est une phrase qui dit que faire."""


class ExportSansUsage(FichierRefuse):
    """Un vrai export de SIECLE, dont rien n'a besoin : l'appelant peut le laisser de côté."""


@dataclass(frozen=True, slots=True)
class Anomalie:
    """Ce qui ne va pas dans un enregistrement, sans empêcher les autres."""

    fichier: str
    ligne: int | None
    enregistrement: str
    message: str
    code: str


@dataclass(frozen=True, slots=True)
class Entete:
    """PARAMETRES de l'export, et l'identité du fichier. `annee_scolaire` : "2026" = 2026-2027."""

    type: TypeExport
    fichier: str
    uaj: str
    annee_scolaire: str
    horodatage: str
    version: str
    sha256: str
    taille: int


@dataclass(frozen=True, slots=True)
class EleveLu:
    """Un élève et tout ce que le fichier dit de lui.

    La photo porte les balises d'ELEVE (dont `ELENOET`, attribut ou enfant), le bloc `ADRESSE`
    (balises d'ADRESSE, dont `ADRESSE_ID`), le bloc `SCOLARITE_AN_DERNIER`, la liste `OPTIONS`
    ({NUM_OPTION, CODE_MODALITE_ELECT, CODE_MATIERE}) et la liste `STRUCTURES`
    ({CODE_STRUCTURE, TYPE_STRUCTURE}).
    """

    eleve_id: str
    ligne: int
    photo: Photo


@dataclass(frozen=True, slots=True)
class PersonneLue:
    """Une personne. La photo porte les balises de PERSONNE, `CODE_CIVILITE` ("1", "2") déduit de
    `LC_CIVILITE` (absent s'il est inconnu), et le bloc `ADRESSE`."""

    personne_id: str
    ligne: int
    photo: Photo


@dataclass(frozen=True, slots=True)
class LienLu:
    """Un lien élève-responsable, toujours dans les balises de 2018 : NIVEAU_RESPONSABILITE ("1",
    "2", "3"), CODE_PARENTE, PAIE_FRAIS_SCOLAIRES, PERCOIT_LES_AIDES, HEBERGE_ELEVE,
    A_CONTACTER_EN_PRIORITE."""

    eleve_id: str
    personne_id: str
    ligne: int
    photo: Photo


@dataclass(frozen=True, slots=True)
class MefLue:
    """Une formation (MEF) de la Nomenclature. `photo` : les balises de MEF."""

    code_mef: str
    photo: Photo


@dataclass(frozen=True, slots=True)
class MatiereLue:
    """Une matière. `code_gestion` (5 caractères, "AGL1") est ce que veut OPTIONS_AN_DERNIER."""

    code_matiere: str
    code_gestion: str
    libelle: str


@dataclass(frozen=True, slots=True)
class Nomenclature:
    """Toute la Nomenclature d'un établissement.

    `programmes` : triplets (code_mef, code_matiere, code_modalite_elect).
    `options_obligatoires` : triplets (code_mef, code_matiere, rang).
    `tables` : nom de table (celui du fichier de `codes/` : "regimes", "parentes", "statuts",
    "professions_pcs", "provenances", "motifs_sortie", "bourses", "civilites",
    "modalites_election"…) -> {code: libellé}. Une table absente du fichier est absente d'ici.
    """

    mefs: tuple[MefLue, ...] = ()
    matieres: tuple[MatiereLue, ...] = ()
    programmes: tuple[tuple[str, str, str], ...] = ()
    options_obligatoires: tuple[tuple[str, str, int], ...] = ()
    tables: dict[str, dict[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DivisionLue:
    """Une division et les formations auxquelles elle est rattachée (ACDIV_B_01)."""

    code_structure: str
    libelle_long: str
    codes_mef: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Communs:
    """Communs.xml : l'établissement et les bornes de l'année, en "JJ/MM/AAAA" ou "".

    `etablissement` : balises de DONNEES/UAJ, sauf le nom du chef d'établissement (donnée
    personnelle que rien ne demande).
    """

    etablissement: Photo
    date_debut_eleve: str
    date_fin_eleve: str
    date_debut_eleve_ad: str
    date_fin_eleve_ad: str
