"""Les places d'une option : qui en a une, qui attend, dans l'ordre des signatures."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Affluence:
    """`places` : combien. `retenus` : des dossiers, ceux qui suivent déjà l'option d'abord, puis
    ceux qui la demandent, dans l'ordre où ils ont signé."""

    places: int
    retenus: Sequence[int] = ()

    def attente(self, dossier: int) -> int:
        """Son rang sur la liste d'attente ; 0 s'il a une place ou n'a rien demandé."""
        if dossier not in self.retenus:
            return 0
        return max(0, list(self.retenus).index(dossier) + 1 - self.places)

    def phrase(self, dossier: int) -> str:
        if rang := self.attente(dossier):
            return f"Complet : vous êtes {ordinal(rang)} sur la liste d’attente."
        if dossier in self.retenus:
            return ""
        libres = self.places - len(self.retenus)
        if libres > 1:
            return f"Il reste {libres} places."
        if libres == 1:
            return "Il reste 1 place."
        suivant = ordinal(len(self.retenus) - self.places + 1)
        return f"Complet. Liste d’attente : vous serez {suivant}."


def ordinal(rang: int) -> str:
    """« le 1er », « le 4e »."""
    return "le 1er" if rang == 1 else f"le {rang}e"
