"""Quelles questions se posent à qui, et quelle réponse l'emporte. Des calculs, sans la base."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from dossiersco.campagnes.destinataires import Destinataires, Situation
from dossiersco.campagnes.questions import (
    COMMUNE,
    DATE,
    MOTS,
    NON,
    OUI,
    OUI_NON,
    REGIME_SORTIE,
    UN_NON_SUFFIT,
)
from dossiersco.siecle import communes


class Posable(Protocol):
    """Ce qu'il faut savoir d'une question pour décider si elle se pose (`campagnes.Question`)."""

    pk: int
    si_question_id: int | None
    si_reponse: str

    @property
    def destinataires(self) -> Destinataires: ...
    @property
    def se_pose(self) -> bool: ...


class Decidable(Protocol):
    nature: str

    @property
    def reponses_permises(self) -> list[str]: ...


def en_mots(sorte: str, valeur: str) -> str:
    """Une réponse, telle qu'on la lit ; "" si elle est vide."""
    if not valeur:
        return ""
    if sorte == DATE:
        return f"{date.fromisoformat(valeur):%d/%m/%Y}"
    if sorte == COMMUNE:
        return communes.nom(valeur)
    return MOTS.get(valeur, valeur) if sorte == OUI_NON else valeur


@dataclass(frozen=True)
class Dite:
    """La réponse d'une personne : ce qu'elle dit, ce qu'elle a signé en dernier."""

    personne: int
    valeur: str
    le: datetime
    signee: str = ""
    signee_le: datetime | None = None


def se_pose(question: Posable, situation: Situation, reponses: Mapping[int, str]) -> bool:
    """`reponses` : {question: ce que cette personne répond}."""
    if not question.se_pose or not question.destinataires.comprennent(situation):
        return False
    source = question.si_question_id
    return not source or reponses.get(source) == question.si_reponse


def retenue(question: Decidable, dites: Sequence[Dite]) -> str:
    """La réponse qui vaut pour l'élève ; "" si personne n'en a signé.

    Un refus vaut dès qu'il est dit, sans attendre la signature ; un accord, une fois signé. D'un
    régime de sortie, le plus strict. D'une question, la dernière signée.
    """
    if question.nature in UN_NON_SUFFIT:
        if any(NON in (dite.valeur, dite.signee) for dite in dites):
            return NON
        return OUI if any(dite.signee == OUI for dite in dites) else ""
    signees = [dite for dite in dites if dite.signee and dite.signee_le]
    if question.nature == REGIME_SORTIE:
        return _le_plus_strict(question.reponses_permises, signees, dites)
    return max(signees, key=lambda dite: (dite.signee_le, dite.personne)).signee if signees else ""


def _le_plus_strict(
    du_plus_strict: Sequence[str], signees: Iterable[Dite], dites: Iterable[Dite]
) -> str:
    """Plus strict que ce qui est signé, un choix vaut dès qu'il est dit."""
    acquis = [du_plus_strict.index(d.signee) for d in signees if d.signee in du_plus_strict]
    if not acquis:
        return ""
    annonces = [du_plus_strict.index(d.valeur) for d in dites if d.valeur in du_plus_strict]
    return du_plus_strict[min(acquis + annonces)]
