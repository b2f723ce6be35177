"""Parcourir un export enregistrement par enregistrement, à mémoire plate.

Un enregistrement est un élément `DONNEES/<BLOC>/<ENREGISTREMENT>` : l'ordre des blocs n'est pas
garanti, et les mêmes noms servent à d'autres profondeurs, d'où les chemins complets.
"""

from collections import deque
from collections.abc import Callable, Iterator, Mapping
from typing import cast

from lxml import etree

from dossiersco.siecle.anomalies import Releve
from dossiersco.siecle.export import Export, illisible
from dossiersco.siecle.flux import MEGA
from dossiersco.siecle.lus import FichierRefuse, TypeExport

Noeud = etree._Element  # lxml ne donne pas d'autre nom public à la classe de ses nœuds.

# Un millier d'élèves : leurs nœuds tiennent dans une vingtaine de mégaoctets.
PETIT_FICHIER = 4 * MEGA

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

    Un nœud est détaché de l'arbre quand le suivant arrive : il ne vit que si l'appelant le garde.
    """
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
        bloc = None
        try:
            for _, noeud in evenements:
                parent = noeud.getparent()
                if parent is not bloc and not _est_bloc(parent):
                    continue
                bloc = parent
                yield bloc.tag, noeud
                # Les frères déjà lus resteraient sinon dans l'arbre jusqu'à la fin.
                while noeud.getprevious() is not None:
                    del bloc[0]
        except etree.XMLSyntaxError as erreur:
            raise illisible(erreur) from erreur


def apres_annexes(
    export: Export, bloc: str, balise: str, retenir: Callable[[str, Noeud], None]
) -> Iterator[Noeud]:
    """Rend les nœuds `DONNEES/<bloc>/<balise>`, après avoir montré à `retenir` tout le fichier.

    L'ordre des blocs n'étant pas garanti, il faut deux passes ; d'un petit fichier, on garde les
    nœuds plutôt que de le relire.
    """
    garder = export.taille_xml <= PETIT_FICHIER
    gardes = deque[Noeud]()
    for nom, noeud in enregistrements(export):
        retenir(nom, noeud)
        if garder and nom == bloc and noeud.tag == balise:
            gardes.append(noeud)
    if not garder:
        relus = enregistrements(export)
        yield from (noeud for nom, noeud in relus if nom == bloc and noeud.tag == balise)
    while gardes:
        yield gardes.popleft()


def _est_bloc(noeud: Noeud | None) -> bool:
    """Vrai pour un enfant de DONNEES, lui-même enfant de la racine."""
    donnees = None if noeud is None else noeud.getparent()
    racine = None if donnees is None else donnees.getparent()
    if donnees is None or racine is None or racine.getparent() is not None:
        return False
    return bool(donnees.tag == "DONNEES")


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
