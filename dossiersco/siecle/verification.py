"""Compare un élément XML à la table d'IMPORT_ELEVES.

Tout ce que le schéma officiel refuse est refusé ici. En plus du schéma, on refuse les blancs de
bord, les caractères de contrôle, les entiers à zéro de tête, les codes hors [0-9A-Za-z] et tout
attribut autre que VERSION : rien de tout cela ne sort de chez nous autrement que par erreur.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from typing import cast

from lxml import etree

from dossiersco.siecle.fautes import Faute, Regle
from dossiersco.siecle.schema_import import (
    DATE,
    Bloc,
    Choix,
    Lecture,
    Noeud,
    Schema,
    TypeSimple,
    balises,
    lire,
)


def fautes(element: etree._Element, noeud: Noeud, schema: Schema) -> Iterator[Faute]:
    """Les fautes de cet élément et de tout ce qu'il contient, dans l'ordre du fichier."""
    if isinstance(noeud.forme, TypeSimple):
        yield from _fautes_de_valeur(element, noeud.forme, schema)
    else:
        yield from _fautes_de_bloc(element, noeud.forme, schema)


def faute(element: etree._Element, regle: str, message: str, manque: str = "") -> Faute:
    """Une faute située sur `element`, ou sur la balise `manque` qui devrait s'y trouver."""
    chemin = str(element.getroottree().getpath(element))
    balise = manque or str(element.tag)
    if manque:
        chemin = f"{chemin}/{manque}"
    return Faute(chemin, cast("int | None", element.sourceline), balise, regle, message)


# ─── Valeurs ───────────────────────────────────────────────────────────────────────────────────


def defaut(texte: str, forme: TypeSimple, schema: Schema) -> tuple[Regle, str] | None:
    """Ce qui empêche `texte` d'être une valeur de ce type, ou None."""
    if not texte.isprintable() and any(unicodedata.category(c) == "Cc" for c in texte):
        return Regle.CARACTERE, "La valeur contient un retour à la ligne ou un caractère invisible."
    if not texte:
        return Regle.LONGUEUR, f"La balise est vide : on attend {forme.attendu}, ou pas de balise."
    if texte != texte.strip():
        return Regle.BLANC, "La valeur commence ou finit par un espace : retirez-le."
    if not all(_longueur_permise(lu, forme) for lu in _lectures(texte, schema)):
        return (
            Regle.LONGUEUR,
            f"« {texte} » est trop long ou trop court : on attend {forme.attendu}.",
        )
    if not _motif_respecte(texte, forme):
        return Regle.MOTIF, f"« {texte} » ne convient pas : on attend {forme.attendu}."
    return None


def _lectures(texte: str, schema: Schema) -> tuple[str, ...]:
    """3.1 compte tous les espaces, 4.0 (xs:token) les réduit avant de compter."""
    reduit = re.sub(" +", " ", texte) if "  " in texte else texte
    if schema is Schema.V3_1:
        return (texte,)
    return (reduit,) if schema is Schema.V4_0 else (texte, reduit)


def _longueur_permise(texte: str, forme: TypeSimple) -> bool:
    return forme.mini <= len(texte) and (forme.maxi is None or len(texte) <= forme.maxi)


def _motif_respecte(texte: str, forme: TypeSimple) -> bool:
    if forme.motif and not re.fullmatch(forme.motif, texte):
        return False
    if forme.plafond is not None:
        return int(texte) <= forme.plafond
    return forme is not DATE or _est_une_date(texte)


def _est_une_date(texte: str) -> bool:
    try:
        date.fromisoformat(texte)
    except ValueError:
        return False
    return True


def _fautes_de_valeur(
    element: etree._Element, forme: TypeSimple, schema: Schema
) -> Iterator[Faute]:
    yield from _attributs(element)
    if len(element):
        message = f"{element.tag} ne contient qu’une valeur : retirez {element[0].tag}."
        yield faute(element, Regle.CONTENU, message)
        return
    trouve = defaut(element.text or "", forme, schema)
    if trouve:
        regle, message = trouve
        yield faute(element, regle, message)


# ─── Blocs ─────────────────────────────────────────────────────────────────────────────────────


def _fautes_de_bloc(element: etree._Element, bloc: Bloc, schema: Schema) -> Iterator[Faute]:
    yield from _attributs(element)
    if _texte_libre(element):
        yield faute(
            element, Regle.CONTENU, f"{element.tag} ne contient que des balises, pas de texte."
        )
    lues = [str(enfant.tag) for enfant in element]
    lecture = lire(bloc, frozenset(lues), schema)
    yield from (_choix_manquant(element, choix, schema) for choix in lecture.choix)
    yield from _inconnues(element, bloc, lecture, schema)
    yield from _ordre(element, lecture)
    yield from _nombres(element, Counter(lues), lecture)
    for enfant, balise in zip(element, lues, strict=True):
        if balise in lecture.noeuds:
            yield from fautes(enfant, lecture.noeuds[balise], schema)


def _attributs(element: etree._Element) -> Iterator[Faute]:
    if not element.attrib:
        return
    permis = {"VERSION"} if element.tag == "IMPORT_ELEVES" else set()
    for attribut in sorted(str(nom) for nom in element.attrib if nom not in permis):
        message = f"{element.tag} ne porte pas d’attribut {attribut} : retirez-le."
        yield faute(element, Regle.ATTRIBUT, message)


def _texte_libre(element: etree._Element) -> bool:
    textes = [element.text, *(enfant.tail for enfant in element)]
    return any(texte and texte.strip(" \t\r\n") for texte in textes)


def _choix_manquant(element: etree._Element, choix: Choix, schema: Schema) -> Faute:
    tetes = " ou ".join(next(balises(branche, schema)) for branche in choix.branches)
    message = f"Dans {element.tag}, il faut {tetes} : complétez l’information."
    return faute(element, Regle.CHOIX, message)


def _inconnues(
    element: etree._Element, bloc: Bloc, lecture: Lecture, schema: Schema
) -> Iterator[Faute]:
    inconnues = [enfant for enfant in element if enfant.tag not in lecture.noeuds]
    ailleurs = frozenset(balises(bloc, schema)) if inconnues else frozenset()
    for enfant in inconnues:
        if enfant.tag in ailleurs:
            message = f"{enfant.tag} ne va pas avec les autres balises de {element.tag}."
            yield faute(enfant, Regle.CHOIX, message)
        else:
            message = f"{element.tag} ne connaît pas la balise {enfant.tag} : retirez-la."
            yield faute(enfant, Regle.INCONNUE, message)


def _ordre(element: etree._Element, lecture: Lecture) -> Iterator[Faute]:
    connus = [enfant for enfant in element if enfant.tag in lecture.rangs]
    for avant, apres in pairwise(connus):
        if lecture.rangs[str(apres.tag)] < lecture.rangs[str(avant.tag)]:
            message = f"{apres.tag} doit venir avant {avant.tag} : remettez les balises en ordre."
            yield faute(apres, Regle.ORDRE, message)


def _nombres(element: etree._Element, compte: Counter[str], lecture: Lecture) -> Iterator[Faute]:
    for balise, noeud in lecture.noeuds.items():
        fois = compte.get(balise, 0)
        if fois < noeud.mini:
            message = f"Il manque {balise} dans {element.tag} : complétez l’information."
            yield faute(element, Regle.OBLIGATOIRE, message, manque=balise)
        elif noeud.maxi is not None and fois > noeud.maxi:
            message = f"{element.tag} contient {fois} fois {balise} ; le maximum est {noeud.maxi}."
            yield faute(element, Regle.CARDINALITE, message, manque=balise)
