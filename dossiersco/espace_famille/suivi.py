"""Où en est un dossier, dit à ce responsable-ci : chacun confirme sa part."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.utils import timezone

from dossiersco.campagnes.models import Campagne
from dossiersco.dossiers.etats import Etat
from dossiersco.dossiers.models import Dossier
from dossiersco.socle.dates import en_lettres


class Situation(StrEnum):
    A_CONFIRMER = "À confirmer"
    A_RENVOYER = "Modifié depuis votre envoi"
    ENVOYE = "Envoyé, le collège regarde"
    VALIDE = "Validé"
    ATTEND_L_AUTRE = "Envoyé, en attente de la signature de l’autre responsable"
    PAS_RESPONSABLE = "Vous avez dit ne pas être responsable de cet enfant"
    PRECISION = "Le collège vous demande une précision"
    FERME = "Dossier fermé"


RESTE: dict[Situation, str] = {
    Situation.A_CONFIRMER: "Relisez le dossier, puis envoyez-le",
    Situation.A_RENVOYER: "Le collège n’en sait rien encore : envoyez le dossier de nouveau",
    Situation.ENVOYE: "Vous n’avez rien à faire : le collège vous écrira.",
    Situation.ATTEND_L_AUTRE: "Vous n’avez plus rien à faire : le collège demande aussi la sienne.",
    Situation.PAS_RESPONSABLE: "Rien ne vous est demandé : le collège vérifie et vous répondra.",
    Situation.VALIDE: "Vous n’avez plus rien à faire.",
    Situation.PRECISION: "Corrigez le dossier, puis envoyez-le de nouveau",
    Situation.FERME: "Vous n’avez rien à faire.",
}

# Un dossier signé qui reste à remplir n'attend qu'une autre signature.
SIGNE: dict[Etat, Situation] = {
    Etat.A_REMPLIR: Situation.ATTEND_L_AUTRE,
    Etat.TRANSMIS: Situation.ENVOYE,
    Etat.VALIDE: Situation.VALIDE,
}
A_FAIRE = frozenset({Situation.A_CONFIRMER, Situation.A_RENVOYER, Situation.PRECISION})


@dataclass(frozen=True)
class Suivi:
    """`reste` : ce que la personne doit faire, et avant quand."""

    situation: Situation
    reste: str

    @property
    def a_faire(self) -> bool:
        return self.situation in A_FAIRE


def suivre(dossier: Any) -> Suivi:
    """`dossier` vient de `acces.dossiers_permis`, qui date la signature et les retouches."""
    if dossier.eleve.est_parti:
        return Suivi(Situation.FERME, RESTE[Situation.FERME])
    situation = _situation(dossier)
    suivi = Suivi(situation, RESTE[situation])
    if suivi.a_faire:
        return Suivi(situation, _avant_quand(suivi.reste, dossier.campagne))
    return suivi


def _situation(dossier: Any) -> Situation:
    if dossier.se_dit_pas_responsable:
        return Situation.PAS_RESPONSABLE
    if dossier.etat == Etat.A_CORRIGER:
        return Situation.PRECISION
    signe_le, touche_le = dossier.signe_le, dossier.touche_le
    if signe_le is None:
        return Situation.A_CONFIRMER
    if touche_le is not None and touche_le > signe_le:
        return Situation.A_RENVOYER
    return SIGNE[Etat(dossier.etat)]


def _avant_quand(reste: str, campagne: Campagne) -> str:
    """« …, au plus tard le 1er juin 2026. », si un dernier jour est fixé."""
    if campagne.ferme_le is None:
        return f"{reste}."
    return f"{reste}, au plus tard le {en_lettres(campagne.ferme_le)}."


def depart(dossier: Dossier) -> str:
    """Pourquoi ce dossier-ci est fermé, et qui appeler ; "" si l'élève est là."""
    if not dossier.eleve.est_parti:
        return ""
    return (
        f"D’après les informations du collège, {dossier.eleve.prenom} n’y est plus inscrit ou n’y "
        "sera pas à la rentrée : rien ne se change plus ici, et vos réponses sont gardées. "
        "Si c’est une erreur, appelez le secrétariat du collège : il rouvrira le dossier."
    )


def fermeture(campagne: Campagne, entree: datetime | None) -> str:
    """Pourquoi rien ne se change en ligne ; "" tant que la campagne est ouverte.

    `entree` : quand cette personne est entrée, car qui remplissait encore finit.
    """
    if campagne.est_ouverte_a(entree):
        return ""
    if campagne.ouverte_le is None or timezone.now() < campagne.ouverte_le:
        return "Les inscriptions en ligne ne sont pas encore ouvertes. Le collège vous écrira."
    return (
        "Les inscriptions en ligne sont terminées : rien ne se change plus ici. "
        "Pour changer quelque chose, adressez-vous au secrétariat du collège."
    )


def de_l_annee(dossiers: Sequence[Any]) -> list[Any]:
    """Les dossiers de la rentrée la plus récente : ceux d'avant ne sont plus à faire."""
    annee = max((dossier.campagne.annee for dossier in dossiers), default=None)
    return [dossier for dossier in dossiers if dossier.campagne.annee == annee]
