"""Le bilan d'un import : combien, par sorte, et ce qui ne va pas, ligne par ligne."""

from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Any

from dossiersco.siecle.lus import Anomalie, Entete

Suivi = Callable[[str, int], None]
"""Appelé au fil d'un long travail : (quoi, combien déjà)."""


def sans_suivi(_quoi: str, _combien: int) -> None:
    """Personne ne regarde."""


@dataclass
class Decompte:
    """`absents` : connus de nous, absents du fichier."""

    lus: int = 0
    crees: int = 0
    modifies: int = 0
    inchanges: int = 0
    absents: int = 0

    @property
    def ecrits(self) -> int:
        return self.crees + self.modifies


@dataclass
class Bilan:
    fichiers: list[Entete] = field(default_factory=list)
    decomptes: dict[str, Decompte] = field(default_factory=dict)
    anomalies: list[Anomalie] = field(default_factory=list)
    simule: bool = False

    def decompte(self, sorte: str) -> Decompte:
        return self.decomptes.setdefault(sorte, Decompte())

    def signaler(self, anomalie: Anomalie) -> None:
        self.anomalies.append(anomalie)

    def en_json(self) -> dict[str, Any]:
        return {
            "simule": self.simule,
            "fichiers": [
                {
                    "nom": entete.fichier,
                    "type": str(entete.type),
                    "sha256": entete.sha256,
                    "horodatage": entete.horodatage,
                    "annee_scolaire": entete.annee_scolaire,
                }
                for entete in self.fichiers
            ],
            "comptes": {sorte: asdict(decompte) for sorte, decompte in self.decomptes.items()},
            "anomalies": [asdict(anomalie) for anomalie in self.anomalies],
        }
