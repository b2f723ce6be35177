"""Champ par champ, à qui la campagne le demande : la partie de « La campagne » qui le règle."""

from collections.abc import Mapping
from typing import Any

from django import forms

from dossiersco.campagnes.blocs import A_QUI, TOUS
from dossiersco.campagnes.models import Campagne
from dossiersco.dossiers.champs import CHAMPS, Cible, Exige
from dossiersco.dossiers.perimetre import AU_CHOIX, cle

TITRES = {
    Cible.ELEVE: "L’élève, renseignement par renseignement",
    Cible.PERSONNE: "Les responsables, renseignement par renseignement",
}
RAISONS = {
    Exige.SIECLE: "SIECLE refuse la fiche où il en manque un.",
    Exige.FOYER: "Elle se déduit de celle des responsables.",
    Exige.COURRIER: "Le courrier du collège y part.",
    Exige.MESSAGES: "Le reçu et les rappels y partent.",
}
CLES = {cle(cible, champ): champ for cible, champs in AU_CHOIX.items() for champ in champs}
PREFIXE = "champ_"


def saisies() -> dict[str, forms.Field]:
    """Un champ verrouillé n'y est pas : une page forgée ne peut pas le taire."""
    return {
        f"{PREFIXE}{nom}": forms.ChoiceField(label=champ.libelle, choices=A_QUI)
        for nom, champ in CLES.items()
    }


def initiales(campagne: Campagne) -> dict[str, str]:
    return {f"{PREFIXE}{nom}": campagne.champs.get(nom, TOUS) for nom in CLES}


def valeurs(dites: Mapping[str, str]) -> dict[str, str]:
    """Ce qui ne se demande pas à tous ; le reste ne s'écrit pas."""
    return {nom: a_qui for nom in CLES if (a_qui := dites[f"{PREFIXE}{nom}"]) != TOUS}


def groupes(formulaire: forms.Form) -> list[dict[str, Any]]:
    """Pour l'élève, pour ses responsables : ce qui se règle, et ce qui se demande toujours."""
    return [_groupe(formulaire, cible) for cible in Cible]


def _groupe(formulaire: forms.Form, cible: Cible) -> dict[str, Any]:
    siens = [formulaire[f"{PREFIXE}{cle(cible, champ)}"] for champ in AU_CHOIX[cible]]
    return {
        "id": f"champs-{cible}",
        "titre": TITRES[cible],
        "champs": siens,
        "restreints": sum(champ.value() != TOUS for champ in siens),
        "en_faute": any(champ.errors for champ in siens),
        "toujours": _toujours(cible),
    }


def _toujours(cible: Cible) -> list[tuple[str, str]]:
    """(les champs, pourquoi), sans ceux qu'un bloc règle."""
    exiges = {
        raison: [champ.libelle for champ in CHAMPS[cible] if champ.exige is exige]
        for exige, raison in RAISONS.items()
    }
    return [(_liste(libelles), raison) for raison, libelles in exiges.items() if libelles]


def _liste(libelles: list[str]) -> str:
    """« Nom de famille, prénom, sexe »."""
    premier, *suite = libelles
    return ", ".join([premier, *(libelle[0].lower() + libelle[1:] for libelle in suite)])
