"""Mesurer un geste, et dire le résultat en une ligne."""

import gc
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.db import connection

PASSAGES = 5
NANOSECONDES = 1e9


@dataclass(frozen=True)
class Mesure:
    """`borne` : la plus grande valeur permise ; None quand on ne fait que constater."""

    nom: str
    valeur: float
    unite: str
    borne: float | None = None

    @property
    def tenue(self) -> bool:
        return self.borne is None or self.valeur <= self.borne

    def __str__(self) -> str:
        ligne = f"{self.nom:<66} {_nombre(self.valeur):>8} {self.unite:<10}"
        if self.borne is None:
            return f"{ligne} constaté"
        verdict = "tenu" if self.tenue else "pas tenu"
        part = f"{100 * self.valeur / self.borne:.0f} % de " if self.borne else ""
        return f"{ligne} {part}la borne de {_nombre(self.borne)} : {verdict}"


def _nombre(valeur: float) -> str:
    """Trois chiffres utiles, à la française."""
    decimales = 0 if valeur == int(valeur) or valeur >= 100 else 1 if valeur >= 10 else 2
    return f"{valeur:.{decimales}f}".replace(".", ",")


@dataclass(frozen=True)
class Duree:
    """En secondes. `processeur` : le nôtre, et celui que PostgreSQL a passé pour nous."""

    processeur: float
    ecoulee: float


def chronometrer(geste: Callable[[], object]) -> Duree:
    gc.collect()
    montre, processeur = time.perf_counter(), _processeur()
    geste()
    return Duree(_processeur() - processeur, time.perf_counter() - montre)


def meilleure(durees: list[Duree]) -> Duree:
    """La plus basse de chaque sorte : ce qui s'y ajoute vient du reste de la machine."""
    return Duree(min(d.processeur for d in durees), min(d.ecoulee for d in durees))


def _processeur() -> float:
    return time.process_time() + _processeur_de_postgres()


def _processeur_de_postgres() -> float:
    """Celui du processus qui nous sert ; le serveur doit être sur cette machine."""
    if connection.vendor != "postgresql":
        return 0.0
    connection.ensure_connection()
    pid = connection.connection.info.backend_pid
    return int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / NANOSECONDES
