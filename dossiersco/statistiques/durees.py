"""Le temps passé, estimé sans chronométrer personne : des écarts entre des gestes déjà datés."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from statistics import median

# Au-delà, ce n'est plus la même visite : la personne a fait autre chose.
VISITE = timedelta(hours=1)
# Un agent interrompu ne travaillait pas sur le dossier.
PAUSE = timedelta(minutes=10)

Passage = tuple[int, datetime, int]
"""(agent, instant, dossier) : un geste du collège."""


def minutes_des_familles(visites: Iterable[tuple[datetime | None, datetime]]) -> float | None:
    """Médiane, en minutes, de (connexion, signature) ; None si aucune n'est de la même visite."""
    durees = [
        (signature - connexion).total_seconds() / 60
        for connexion, signature in visites
        if connexion is not None and timedelta() < signature - connexion < VISITE
    ]
    return median(durees) if durees else None


def minutes_du_college(passages: Sequence[Passage]) -> float | None:
    """Minutes de travail par dossier traité ; None sous deux dossiers.

    Le travail est la somme des écarts entre deux gestes d'un même agent, hors des pauses.
    """
    dossiers = {dossier for _, _, dossier in passages}
    if len(dossiers) < 2:
        return None
    travail = timedelta()
    derniers: dict[int, datetime] = {}
    for agent, instant, _ in sorted(passages, key=lambda passage: passage[1]):
        ecart = instant - derniers.get(agent, instant)
        if ecart < PAUSE:
            travail += ecart
        derniers[agent] = instant
    return travail.total_seconds() / 60 / len(dossiers)
