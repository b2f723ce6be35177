"""Écrire les cinq exports d'un collège, zippés comme SIECLE les livre."""

from collections.abc import Callable
from io import TextIOWrapper
from pathlib import Path
from typing import IO, NamedTuple
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from dossiersco.siecle.fabrique.ecriture_etablissement import (
    ecrire_communs,
    ecrire_nomenclature,
    ecrire_structures,
)
from dossiersco.siecle.fabrique.ecriture_familles import ecrire_eleves, ecrire_responsables
from dossiersco.siecle.fabrique.modele import College
from dossiersco.siecle.fabrique.plume import ENCODAGE, Plume
from dossiersco.siecle.lus import TypeExport


class Document(NamedTuple):
    """`fin_de_ligne` : les deux existent dans de vrais exports."""

    nom: str
    version: str
    fin_de_ligne: str
    donnees: Callable[[Plume, College], None]


DOCUMENTS = {
    TypeExport.NOMENCLATURE: Document("Nomenclature", "3.1", "\n", ecrire_nomenclature),
    TypeExport.STRUCTURES: Document("Structures", "2.0", "\n", ecrire_structures),
    TypeExport.COMMUNS: Document("Communs", "1.7", "\r\n", ecrire_communs),
    TypeExport.ELEVES: Document("ElevesAvecAdresses", "3.0", "\n", ecrire_eleves),
    TypeExport.RESPONSABLES: Document("ResponsablesAvecAdresses", "2.1", "\n", ecrire_responsables),
}


def ecrire(college: College, dossier: Path) -> list[Path]:
    """Écrit les cinq zip dans `dossier`, qui est créé au besoin, et rend leurs chemins."""
    dossier.mkdir(parents=True, exist_ok=True)
    chemins = []
    for type_export, document in DOCUMENTS.items():
        chemin = dossier / f"ExportXML_{document.nom}.zip"
        # La date de l'entrée est celle de l'export : deux zip du même collège sont identiques.
        entree = ZipInfo(f"{document.nom}.xml", (college.annee, 6, 15, 19, 32, 6))
        entree.compress_type = ZIP_DEFLATED
        with ZipFile(chemin, "w") as archive, archive.open(entree, "w") as flux:
            ecrire_flux(college, type_export, flux)
        chemins.append(chemin)
    return chemins


def ecrire_flux(college: College, type_export: TypeExport, flux: IO[bytes]) -> None:
    """Écrit un seul document, sans zip, au fil de l'eau ; `flux` reste ouvert."""
    document = DOCUMENTS[type_export]
    texte = TextIOWrapper(flux, encoding=ENCODAGE, newline=document.fin_de_ligne)
    plume = Plume(texte)
    with plume.bloc(type_export, VERSION=document.version):
        with plume.bloc("PARAMETRES"):
            plume.champ("UAJ", college.uai)
            plume.champ("ANNEE_SCOLAIRE", str(college.annee))
            plume.champ("DATE_EXPORT", college.date_export)
            plume.champ("HORODATAGE", college.horodatage)
        with plume.bloc("DONNEES"):
            document.donnees(plume, college)
    # Sans cela, la fin de `texte` fermerait le flux de l'appelant.
    texte.detach()
