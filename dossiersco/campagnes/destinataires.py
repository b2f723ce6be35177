"""À qui se demande un bloc, un champ, une question, un document : une seule règle pour les quatre.

La formation qui compte est celle de la rentrée : on inscrit un élève dans la classe où il entre.
"""

from collections.abc import Collection
from typing import NamedTuple, Protocol

TOUS, NOUVEAUX, PERSONNE = "tous", "nouveaux", "personne"


class Situation(Protocol):
    """L'élève, tel qu'une condition le regarde."""

    @property
    def code_mef(self) -> str: ...
    @property
    def code_regime(self) -> str: ...
    @property
    def nouveau(self) -> bool: ...


class Destinataires(NamedTuple):
    """`codes_mef` et `codes_regime` : vides, ils ne restreignent rien."""

    condition: str = TOUS
    codes_mef: Collection[str] = ()
    codes_regime: Collection[str] = ()

    @property
    def certains(self) -> bool:
        """Ni tous, ni personne."""
        if self.condition == PERSONNE:
            return False
        return self.condition != TOUS or bool(self.codes_mef or self.codes_regime)

    def comprennent(self, eleve: Situation) -> bool:
        if self.condition == PERSONNE or (self.condition == NOUVEAUX and not eleve.nouveau):
            return False
        if self.codes_mef and eleve.code_mef not in self.codes_mef:
            return False
        return not self.codes_regime or eleve.code_regime in self.codes_regime
