"""Réunir des PDF balisés sans perdre leurs balises : pikepdf seul n'emporte que les pages.

Chaque page désigne ses balises par un numéro (StructParents) dans un arbre commun (ParentTree) ;
réunir, c'est ajouter les pages, les balises, et décaler ces numéros.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pikepdf


def reunir(morceaux: Iterable[Path], vers: Path) -> None:
    """Le premier donne le titre, la langue et l'étiquette PDF/UA. Un à la fois en mémoire."""
    premier, *suivants = morceaux
    with pikepdf.open(premier) as reuni:
        for chemin in suivants:
            with pikepdf.open(chemin) as morceau:
                _ajouter(reuni, morceau)
        # Les signets du premier ne mèneraient qu'à ses pages.
        if "/Outlines" in reuni.Root:
            del reuni.Root.Outlines
        # En recto verso, la lettre d'une famille serait au dos de celle d'une autre.
        reuni.Root.ViewerPreferences.Duplex = pikepdf.Name.Simplex
        reuni.save(vers)


def _ajouter(reuni: pikepdf.Pdf, morceau: pikepdf.Pdf) -> None:
    arbre, autre = reuni.Root.StructTreeRoot, morceau.Root.StructTreeRoot
    decalage = int(arbre.ParentTreeNextKey)
    for page in morceau.pages:
        page.obj.StructParents = int(page.obj.StructParents) + decalage
        # La page d'abord : les balises copiées ensuite la retrouvent.
        reuni.pages.append(page)
    for balise in autre.K:
        copiee = reuni.copy_foreign(balise)
        copiee.P = arbre
        arbre.K.append(copiee)
    for cle, balises in _paires(autre.ParentTree.Nums):
        arbre.ParentTree.Nums.append(int(cle) + decalage)
        arbre.ParentTree.Nums.append(reuni.copy_foreign(balises))
    arbre.ParentTreeNextKey = decalage + int(autre.ParentTreeNextKey)


def _paires(nombres: Any) -> Iterable[tuple[Any, Any]]:
    liste = list(nombres)
    return zip(liste[::2], liste[1::2], strict=True)
