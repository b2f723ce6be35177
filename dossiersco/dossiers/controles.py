"""Ce que les autorisations et les questions du collège exigent avant l'envoi."""

from collections.abc import Iterable

from dossiersco.dossiers.completude import Manque
from dossiersco.dossiers.posees import Posee


def reponses_obligatoires(gardees: Iterable[Posee]) -> list[Manque]:
    """`gardees` : les questions qui se posent, déjà lues par qui signe."""
    return [
        Manque(posee.question.bloc, f"Il manque une réponse : {posee.question.intitule}.")
        for posee in gardees
        if posee.manque
    ]
