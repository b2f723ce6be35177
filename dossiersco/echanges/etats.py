"""Les états d'un import et les passages permis. On lit cette table à voix haute."""

from dataclasses import dataclass
from enum import StrEnum


class Etat(StrEnum):
    PREPARE = "prepare"
    APPLIQUE = "applique"
    ABANDONNE = "abandonne"
    ANNULE = "annule"


LIBELLES: dict[str, str] = {
    Etat.PREPARE.value: "À vérifier",
    Etat.APPLIQUE.value: "Appliqué",
    Etat.ABANDONNE.value: "Abandonné",
    Etat.ANNULE.value: "Annulé",
}


@dataclass(frozen=True)
class Passage:
    de: frozenset[Etat]
    vers: Etat


PASSAGES: dict[str, Passage] = {
    "appliquer": Passage(frozenset({Etat.PREPARE}), Etat.APPLIQUE),
    "abandonner": Passage(frozenset({Etat.PREPARE}), Etat.ABANDONNE),
    "annuler": Passage(frozenset({Etat.APPLIQUE}), Etat.ANNULE),
}
