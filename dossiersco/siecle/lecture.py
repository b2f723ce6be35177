"""Parcourir un export enregistrement par enregistrement, à mémoire plate.

Un enregistrement est un élément `DONNEES/<BLOC>/<ENREGISTREMENT>` : l'ordre des blocs n'est pas
garanti, et les mêmes noms servent à d'autres profondeurs, d'où les chemins complets.
"""

from collections.abc import Iterator, Mapping
from typing import cast

from lxml import etree

from dossiersco.siecle.anomalies import Releve
from dossiersco.siecle.export import Export, illisible
from dossiersco.siecle.lus import FichierRefuse, TypeExport

Noeud = etree._Element  # lxml ne donne pas d'autre nom public à la classe de ses nœuds.

NOMS = {
    TypeExport.NOMENCLATURE: "la Nomenclature",
    TypeExport.STRUCTURES: "les Structures",
    TypeExport.COMMUNS: "les Communs",
    TypeExport.ELEVES: "les Élèves",
    TypeExport.RESPONSABLES: "les Responsables",
}


def exiger(export: Export, attendu: TypeExport) -> None:
    """Lève `FichierRefuse` si l'export n'est pas du type attendu."""
    recu = export.entete.type
    if recu is not attendu:
        raise FichierRefuse(
            f"Ce fichier contient {NOMS[recu]} ; il faut ici celui qui contient {NOMS[attendu]}. "
            "Déposez l'autre export."
        )


def enregistrements(export: Export) -> Iterator[tuple[str, Noeud]]:
    """Rend un à un les couples (bloc, nœud). Un nœud est vidé dès que l'on demande le suivant."""
    balises = sorted({balise for _, balise in export.enregistrements})
    if not balises:
        return
    with export.flux() as flux:
        evenements = etree.iterparse(
            flux,
            tag=balises,
            encoding=export.encodage,
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            huge_tree=False,
            remove_comments=True,
            remove_pis=True,
        )
        try:
            for _, noeud in evenements:
                bloc = _bloc(noeud)
                if bloc is not None:
                    yield bloc.tag, noeud
                    noeud.clear()
                    # Les frères déjà lus resteraient sinon dans l'arbre jusqu'à la fin.
                    while noeud.getprevious() is not None:
                        del bloc[0]
        except etree.XMLSyntaxError as erreur:
            raise illisible(erreur) from erreur


def _bloc(noeud: Noeud) -> Noeud | None:
    """Le parent du nœud si celui-ci est bien un enregistrement, trois niveaux sous la racine."""
    bloc = noeud.getparent()
    donnees = None if bloc is None else bloc.getparent()
    racine = None if donnees is None else donnees.getparent()
    if donnees is None or racine is None or racine.getparent() is not None:
        return None
    return bloc if donnees.tag == "DONNEES" else None


def ligne(noeud: Noeud) -> int:
    """La ligne du fichier où le nœud commence."""
    return cast("int", noeud.sourceline)


def signaler_inconnus(
    export: Export, connus: Mapping[str, frozenset[str] | None], releve: Releve
) -> None:
    """Un avis par bloc ou enregistrement inconnu. `connus` : bloc -> balises (None : toutes)."""
    for bloc, balise in sorted(export.enregistrements):
        if bloc not in connus:
            releve.balises_inconnues([bloc])
        else:
            admises = connus[bloc]
            if admises is not None and balise not in admises:
                releve.balises_inconnues([balise])
