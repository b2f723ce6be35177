"""Le bilan d'un import : combien, par sorte, et ce qui ne va pas, ligne par ligne."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Protocol

from django.db.models import Model

from dossiersco.campagnes.models import Campagne
from dossiersco.dossiers.reprises import Reprise
from dossiersco.echanges.cles import Ensemble
from dossiersco.siecle.lus import Anomalie, Entete

Suivi = Callable[[str, int], None]
"""Appelé au fil d'un long travail : (quoi, combien déjà)."""


def sans_suivi(_quoi: str, _combien: int) -> None:
    """Personne ne regarde."""


class Temoin(Protocol):
    """Voit passer chaque lot de lignes qu'un import écrit, sans une requête de plus."""

    def commencer(self, campagne: Campagne) -> None: ...

    def crees(self, lignes: Sequence[Model]) -> None: ...

    def changes(self, lignes: Sequence[Model], avant: Sequence[Mapping[str, Any]]) -> None: ...

    def retires(self, lignes: Sequence[Model]) -> None: ...


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


def colonnes_de(objet: Model) -> dict[str, Any]:
    """Ce qu'une ligne dit maintenant. Une photo se remplace, ne se modifie pas : sans copie."""
    return dict(vars(objet))


@dataclass
class Bilan:
    fichiers: list[Entete] = field(default_factory=list)
    decomptes: dict[str, Decompte] = field(default_factory=dict)
    anomalies: list[Anomalie] = field(default_factory=list)
    simule: bool = False
    temoins: tuple[Temoin, ...] = ()
    # Les élèves que le fichier des élèves contient ; None s'il n'y en a pas dans le lot.
    eleves_vus: Ensemble | None = None

    def decompte(self, sorte: str) -> Decompte:
        return self.decomptes.setdefault(sorte, Decompte())

    def signaler(self, anomalie: Anomalie) -> None:
        self.anomalies.append(anomalie)

    def commencer(self, campagne: Campagne) -> None:
        for temoin in self.temoins:
            temoin.commencer(campagne)

    def crees(self, lignes: Sequence[Model]) -> None:
        """Ces lignes viennent d'être écrites : elles ont leur clé."""
        for temoin in self.temoins if lignes else ():
            temoin.crees(lignes)

    def changes(self, lignes: Sequence[Model], avant: Sequence[Mapping[str, Any]]) -> None:
        """Ces lignes changent ; `avant` : leurs `colonnes_de` d'avant, dans le même ordre."""
        for temoin in self.temoins if lignes else ():
            temoin.changes(lignes, avant)

    def repris(self, reprise: Reprise) -> None:
        self.crees(reprise.traces)
        self.changes(reprise.rouverts, reprise.avants)

    def retires(self, lignes: Sequence[Model]) -> None:
        """Ces lignes vont être effacées."""
        for temoin in self.temoins if lignes else ():
            temoin.retires(lignes)

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
