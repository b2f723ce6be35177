"""Un nœud du XML : le lire, ses enfants simples, sa clé, sa ligne."""

from typing import cast

from lxml import etree

Noeud = etree._Element  # lxml ne donne pas d'autre nom public à la classe de ses nœuds.
Textes = dict[str, str]


def lire_import(xml: bytes) -> Noeud:
    """La racine d'un fichier IMPORT_ELEVES, peut-être d'un autre : ni DTD, ni entité, ni réseau.

    Lève `etree.XMLSyntaxError`.
    """
    lecteur = etree.XMLParser(
        resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True
    )
    return etree.fromstring(xml, lecteur)


def textes(noeud: Noeud, *balises: str) -> Textes:
    """Les enfants simples, rognés ; "" pour un enfant vide. D'un doublon, le premier rempli reste.

    `balises` : les seuls enfants à lire, tous si l'on n'en donne pas.
    """
    lus: Textes = {}
    for enfant in noeud.iterchildren(*balises):
        balise = enfant.tag
        if not lus.get(balise):
            texte = enfant.text
            lus[balise] = texte.strip() if texte else ""
    return lus


def identifiant(noeud: Noeud, balise: str, lus: Textes) -> str:
    """La clé d'un enregistrement : l'attribut, sinon l'enfant du même nom, sinon ""."""
    return (noeud.get(balise) or "").strip() or lus.get(balise, "")


def ligne(noeud: Noeud) -> int:
    """La ligne du fichier où le nœud commence."""
    return cast("int", noeud.sourceline)
