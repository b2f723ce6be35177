"""Écrit un bloc (dictionnaire de balises) dans l'ordre de la table d'IMPORT_ELEVES."""

import unicodedata
from collections.abc import Iterator
from typing import Any

from lxml import etree

from dossiersco.siecle import verification
from dossiersco.siecle.fautes import Faute, Regle
from dossiersco.siecle.schema_import import Noeud, Schema, TypeSimple, lire
from dossiersco.siecle.valeurs import s_ecrit

ENCODAGE = "ISO-8859-15"

Bloc = dict[str, Any]
"""Balise -> `str`, Bloc, ou liste de l'un ou de l'autre. Une valeur "" ou None est omise."""


def element(noeud: Noeud, valeur: Any, schema: Schema) -> tuple[etree._Element, list[Faute]]:
    """L'élément écrit, et les fautes de ce qui n'a pas pu l'être (rien n'est perdu en silence)."""
    racine = etree.Element(noeud.balise)
    return racine, list(_remplir(racine, noeud, valeur, schema))


def fautes_du_bloc(noeud: Noeud, bloc: Bloc, schema: Schema) -> list[Faute]:
    """Toutes les fautes d'un bloc seul (une PERSONNE, un ELEVE), avant qu'il n'entre au fichier."""
    ecrit, fautes = element(noeud, bloc, schema)
    return fautes or list(verification.fautes(ecrit, noeud, schema))


def _remplir(cible: etree._Element, noeud: Noeud, valeur: Any, schema: Schema) -> Iterator[Faute]:
    if isinstance(noeud.forme, TypeSimple):
        yield from _ecrire_texte(cible, valeur)
        return
    donnees = {balise: contenu for balise, contenu in valeur.items() if contenu not in ("", None)}
    for fils in lire(noeud.forme, frozenset(donnees), schema).noeuds.values():
        for contenu in _repetitions(fils, donnees.pop(fils.balise, None)):
            enfant = etree.SubElement(cible, fils.balise)
            yield from _remplir(enfant, fils, contenu, schema)
    for balise in donnees:
        message = f"{cible.tag} n’a pas de place pour {balise} dans ce schéma : retirez-la."
        yield verification.faute(cible, Regle.INCONNUE, message, manque=balise)


def _repetitions(noeud: Noeud, contenu: Any) -> list[Any]:
    """Un bloc vide n'est écrit que s'il est obligatoire (OPTIONS, OPTIONS_AN_DERNIER)."""
    if contenu is None:
        return []
    valeurs = contenu if isinstance(contenu, list) else [contenu]
    return [valeur for valeur in valeurs if valeur or (noeud.mini and valeur == {})]


def _ecrire_texte(cible: etree._Element, texte: str) -> Iterator[Faute]:
    """Ce que l'encodage ne sait pas écrire deviendrait `&#…;`, que SIECLE afficherait tel quel."""
    # Presque toujours, un seul regard suffit pour tout le texte.
    sans_souci = texte.isprintable() and s_ecrit(texte)
    refuses = [] if sans_souci else sorted({c for c in texte if not _inscriptible(c)})
    if not refuses:
        cible.text = texte
        return
    noms = ", ".join(unicodedata.name(caractere, repr(caractere)) for caractere in refuses)
    message = f"{cible.tag} contient des caractères que SIECLE ne peut pas recevoir ({noms}) : "
    yield verification.faute(cible, Regle.CARACTERE, f"{message}remplacez-les.")


def _inscriptible(caractere: str) -> bool:
    return s_ecrit(caractere) and unicodedata.category(caractere) != "Cc"
