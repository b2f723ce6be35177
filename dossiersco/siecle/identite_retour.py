"""Garder l'identité que SIECLE connaît quand elle seule lui fait reconnaître une fiche.

Une mère renommée n'a pas été reconnue en 2019 : SIECLE a créé une seconde personne, et ses enfants
n'étaient plus frères et sœurs. On ne renvoie donc un nouveau nom qu'à qui SIECLE retrouve par un
numéro : sa clé (schéma 4.0), l'INE, ou l'ID_PRV qu'il nous a lui-même rendu.
"""

import re
from collections.abc import Mapping

from dossiersco.siecle.lus import Photo
from dossiersco.siecle.regles import Releve, Remarque
from dossiersco.siecle.schema_import import Schema
from dossiersco.siecle.valeurs import sans_accents

DE_L_ELEVE = {
    "NOM_DE_FAMILLE": "Le nouveau nom",
    "PRENOM": "Le nouveau prénom",
    "DATE_NAISS": "La nouvelle date de naissance",
}
DE_LA_PERSONNE = {balise: DE_L_ELEVE[balise] for balise in ("NOM_DE_FAMILLE", "PRENOM")}

Gardee = tuple[Photo, tuple[Remarque, ...]]


def cle_siecle(cle: str, schema: Schema) -> str:
    """La clé que le fichier rendra, sans zéros de tête ; "" quand il ne peut pas la rendre."""
    if schema is not Schema.V4_0 or not re.fullmatch(r"[0-9]{1,10}", cle):
        return ""
    return str(int(cle))


def eleve_a_son_nom(lue: Photo, id_prv: int, cle: str) -> bool:
    """Vrai quand SIECLE ne retrouvera cet élève qu'à son nom et sa naissance."""
    return not (cle or lue.get("ID_NATIONAL") or lue.get("ID_PRV_ELE") == str(id_prv))


def personne_a_son_nom(lue: Photo, id_prv: int, cle: str) -> bool:
    """Vrai quand SIECLE ne retrouvera cette personne qu'à son nom."""
    return not (cle or lue.get("ID_PRV_PER") == str(id_prv))


def est_une_autre(lue: Photo, voulue: Photo) -> bool:
    """Un nom de famille et un prénom tous deux différents : quelqu'un d'autre a été saisi là.

    En 2019 une mère, retapée à la place du père, l'a effacé de SIECLE.
    """
    return all(
        lue.get(balise) and forme_reconnue(lue[balise]) != forme_reconnue(voulue.get(balise, ""))
        for balise in DE_LA_PERSONNE
    )


def garder(lue: Photo, voulue: Photo, balises: Mapping[str, str]) -> Gardee:
    """La photo à renvoyer sous l'identité que SIECLE connaît, et ce qui ne part donc pas."""
    changees = {
        balise: libelle
        for balise, libelle in balises.items()
        if lue.get(balise) and forme_reconnue(lue[balise]) != forme_reconnue(voulue.get(balise, ""))
    }
    releve = Releve(f"{lue.get('NOM_DE_FAMILLE', '?')} {lue.get('PRENOM', '?')}")
    for libelle in changees.values():
        releve.avertir("IDENTITE", valeur=libelle)
    return {**voulue, **{balise: lue[balise] for balise in changees}}, tuple(releve.remarques)


def identite(photo: Photo) -> tuple[str, str]:
    """Le nom et le prénom, comme SIECLE les compare."""
    return forme_reconnue(photo.get("NOM_DE_FAMILLE", "")), forme_reconnue(photo.get("PRENOM", ""))


def forme_reconnue(texte: str) -> str:
    """Le nom comme SIECLE le compare : un accent tombé ne l'a pas empêché de reconnaître."""
    return sans_accents(texte).upper()
