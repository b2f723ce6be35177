"""Relire un export déjà ouvert, et dire ce qui n'est pas le bon."""

from collections.abc import Iterator

from dossiersco.siecle.export import Export
from dossiersco.siecle.lus import FichierRefuse, TypeExport
from dossiersco.siecle.moisson import Moisson, blocs
from dossiersco.siecle.noeuds import Noeud

NOMS = {
    TypeExport.NOMENCLATURE: "la Nomenclature",
    TypeExport.STRUCTURES: "les Structures",
    TypeExport.COMMUNS: "les Communs",
    TypeExport.ELEVES: "les Élèves",
    TypeExport.RESPONSABLES: "les Responsables",
    TypeExport.FICHE_ELEVE: "la fiche élève complète",
}


def exiger(export: Export, attendu: TypeExport) -> None:
    """Lève `FichierRefuse` si l'export n'est pas du type attendu."""
    recu = export.entete.type
    if recu is not attendu:
        raise FichierRefuse(
            f"Ce fichier contient {NOMS[recu]} ; il faut ici celui qui contient {NOMS[attendu]}. "
            "Déposez l’autre export."
        )


def enregistrements(export: Export) -> Iterator[tuple[str, Noeud]]:
    """Rend un à un les couples (bloc, nœud).

    Un enregistrement est un élément `DONNEES/<BLOC>/<ENREGISTREMENT>` : l'ordre des blocs n'est pas
    garanti, et les mêmes noms servent à d'autres profondeurs. Un nœud est détaché de l'arbre quand
    le suivant arrive : il ne vit que si l'appelant le garde.
    """
    with export.flux() as flux:
        yield from Moisson(blocs(flux), export.encodage)
