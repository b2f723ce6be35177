"""Les états d'un dossier et les passages permis. On lit cette table à voix haute."""

from dataclasses import dataclass
from enum import StrEnum


class Etat(StrEnum):
    A_REMPLIR = "a_remplir"
    TRANSMIS = "transmis"
    A_CORRIGER = "a_corriger"
    VALIDE = "valide"


LIBELLES: dict[str, str] = {
    Etat.A_REMPLIR.value: "À remplir par la famille",
    Etat.TRANSMIS.value: "À traiter par le collège",
    Etat.A_CORRIGER.value: "À corriger par la famille",
    Etat.VALIDE.value: "Validé",
}


@dataclass(frozen=True)
class Passage:
    de: frozenset[Etat]
    vers: Etat


PASSAGES: dict[str, Passage] = {
    # Un second responsable peut apporter du nouveau après coup : le dossier revient dans la file.
    "transmettre": Passage(frozenset(Etat), Etat.TRANSMIS),
    # Rien de nouveau : personne au collège n'a à le regarder, sauf s'il attend une réponse.
    "valider_sans_nouveaute": Passage(frozenset(Etat) - {Etat.A_CORRIGER}, Etat.VALIDE),
    "valider": Passage(frozenset({Etat.TRANSMIS}), Etat.VALIDE),
    # SIECLE a changé une valeur acceptée : le collège décide de nouveau.
    "rouvrir": Passage(frozenset({Etat.VALIDE}), Etat.TRANSMIS),
    # Une seule des deux signatures demandées : le collège décide de ne pas attendre l'autre.
    "valider_sans_attendre": Passage(frozenset({Etat.A_REMPLIR}), Etat.VALIDE),
    # L'agent revient sur ce qu'il vient de décider.
    "annuler": Passage(frozenset({Etat.VALIDE, Etat.A_CORRIGER}), Etat.TRANSMIS),
    "demander_correction": Passage(frozenset({Etat.TRANSMIS}), Etat.A_CORRIGER),
}


class PassageInterdit(Exception):
    def __init__(self, geste: str, etat: str) -> None:
        self.geste = geste
        self.etat = etat
        super().__init__(
            f"Ce dossier est maintenant « {LIBELLES[etat]} » : quelqu’un l’a traité entre-temps."
        )
