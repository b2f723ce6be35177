"""Ce que les modules du dessus ajoutent au dossier : ce qui manque, ce qui attend une décision.

Seule inversion du projet : chaque module inscrit sa fonction dans son `controles.py`, importé par
`apps.py`. Pas de signal, pas de greffon.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dossiersco.dossiers.models import Dossier, Personne


@dataclass(frozen=True)
class Manque:
    """`etape` : l'étape du parcours où cela se fait."""

    etape: str
    message: str


Controle = Callable[["Dossier", "Personne"], list[Manque]]
Attente = Callable[[Collection[int]], Collection[int]]

_controles: list[Controle] = []
_attentes: list[Attente] = []


def controle(fonction: Controle) -> Controle:
    """Inscrit ce qu'un module exige avant que ce responsable signe."""
    _controles.append(fonction)
    return fonction


def attente(fonction: Attente) -> Attente:
    """Inscrit un module qui dit, parmi des dossiers (ids), lesquels attendent une décision."""
    _attentes.append(fonction)
    return fonction


def manques(dossier: "Dossier", personne: "Personne") -> list[Manque]:
    return [manque for fonction in _controles for manque in fonction(dossier, personne)]


def en_attente(dossiers: Collection[int]) -> set[int]:
    return {pk for fonction in _attentes for pk in fonction(dossiers)}
