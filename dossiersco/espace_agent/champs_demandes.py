"""Champ par champ, bloc par bloc, à qui la campagne le demande : une partie de « La campagne »."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms

from dossiersco.campagnes.blocs import A_QUI, BLOCS
from dossiersco.campagnes.destinataires import PERSONNE, TOUS
from dossiersco.campagnes.models import Campagne
from dossiersco.dossiers.champs import CHAMPS, Cible, Exige
from dossiersco.dossiers.perimetre import AU_CHOIX, cle
from dossiersco.espace_agent.perimetres import (
    CertainesFormations,
    avec_les_retenus,
    formations_visables,
)

TITRES = {
    Cible.ELEVE: "L’élève, renseignement par renseignement",
    Cible.PERSONNE: "Les responsables, renseignement par renseignement",
}
NOTES = {
    Cible.PERSONNE: "Ce qu’un enfant fait demander à son responsable se demande aussi dans le "
    "dossier de ses frères et sœurs.",
}
RAISONS = {
    Exige.SIECLE: "SIECLE refuse la fiche où il en manque un.",
    Exige.FOYER: "Elle se déduit de celle des responsables.",
    Exige.COURRIER: "Le courrier du collège y part.",
    Exige.MESSAGES: "Le reçu et les rappels y partent.",
}
CLES = {cle(cible, champ): champ for cible, champs in AU_CHOIX.items() for champ in champs}
LIBELLES = {nom: champ.libelle for nom, champ in CLES.items()} | BLOCS
# Ce qui se règle, et son nom dans le formulaire.
A_QUI_SE_DEMANDE = {nom: f"champ_{nom}" for nom in CLES} | {bloc: f"bloc_{bloc}" for bloc in BLOCS}
FORMATIONS = {nom: f"formations_{nom}" for nom in LIBELLES}


@dataclass(frozen=True)
class Demande:
    """`formations` : None si le collège n'en connaît aucune."""

    a_qui: forms.BoundField
    formations: forms.BoundField | None

    @property
    def visees(self) -> str:
        """Les formations cochées, en mots ; "" : toutes."""
        if self.formations is None:
            return ""
        noms = dict(self.formations.field.choices)  # type: ignore[attr-defined]
        return ", ".join(noms.get(code, code) for code in self.formations.value() or ())

    @property
    def restreinte(self) -> bool:
        return self.a_qui.value() != TOUS or bool(self.visees)

    @property
    def en_faute(self) -> bool:
        return bool(self.a_qui.errors or (self.formations and self.formations.errors))


def saisies(campagne: Campagne) -> dict[str, forms.Field]:
    """Un champ verrouillé n'y est pas : une page forgée ne peut pas le taire."""
    connues = formations_visables(campagne)
    champs: dict[str, forms.Field] = {}
    for nom, libelle in LIBELLES.items():
        champs[A_QUI_SE_DEMANDE[nom]] = forms.ChoiceField(label=libelle, choices=A_QUI)
        if proposees := avec_les_retenus(connues, campagne.codes_mef.get(nom, ())):
            champs[FORMATIONS[nom]] = CertainesFormations(
                label=f"{libelle} : seulement ces formations", choices=proposees
            )
    return champs


def initiales(campagne: Campagne) -> dict[str, Any]:
    return {
        **{dit: campagne.destinataires(nom).condition for nom, dit in A_QUI_SE_DEMANDE.items()},
        **{dit: campagne.codes_mef.get(nom, []) for nom, dit in FORMATIONS.items()},
    }


def valeurs(dites: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Ce qui ne se demande pas à tous ; le reste ne s'écrit pas."""
    a_qui = {nom: dites[dit] for nom, dit in A_QUI_SE_DEMANDE.items() if dites[dit] != TOUS}
    return {
        "blocs": {nom: dit for nom, dit in a_qui.items() if nom in BLOCS},
        "champs": {nom: dit for nom, dit in a_qui.items() if nom in CLES},
        "codes_mef": {
            nom: codes
            for nom, dit in FORMATIONS.items()
            if (codes := dites.get(dit)) and a_qui.get(nom) != PERSONNE
        },
    }


def des_blocs(formulaire: forms.Form) -> list[Demande]:
    return _demandes(formulaire, BLOCS)


def groupes(formulaire: forms.Form) -> list[dict[str, Any]]:
    """Pour l'élève, pour ses responsables : ce qui se règle, et ce qui se demande toujours."""
    return [_groupe(formulaire, cible) for cible in Cible]


def _groupe(formulaire: forms.Form, cible: Cible) -> dict[str, Any]:
    siennes = _demandes(formulaire, [cle(cible, champ) for champ in AU_CHOIX[cible]])
    return {
        "id": f"champs-{cible}",
        "titre": TITRES[cible],
        "note": NOTES.get(cible, ""),
        "demandes": siennes,
        "restreintes": sum(demande.restreinte for demande in siennes),
        "en_faute": any(demande.en_faute for demande in siennes),
        "toujours": _toujours(cible),
    }


def _demandes(formulaire: forms.Form, noms: Iterable[str]) -> list[Demande]:
    return [
        Demande(
            formulaire[A_QUI_SE_DEMANDE[nom]],
            formulaire[FORMATIONS[nom]] if FORMATIONS[nom] in formulaire.fields else None,
        )
        for nom in noms
    ]


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
