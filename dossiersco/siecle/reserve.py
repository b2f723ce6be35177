"""Ce qu'une lecture retient, en mémoire tant que c'est peu, puis sur le disque.

Un export de cent mille élèves ne doit pas peser plus, à la lecture, qu'un de dix mille.
"""

import json
import sqlite3
from collections.abc import Iterator
from typing import Any

# Au-delà, les plus anciens vont sur le disque : un collège ordinaire n'y va jamais.
GARDES = 4_000
# Un enregistrement d'un cahier pèse plus lourd qu'une clé.
LIGNES_GARDEES = 2_000
PAGE = 100

_ecrire = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_lire = json.JSONDecoder().decode


class Reserve:
    """Clé -> valeur qui s'écrit en JSON, jamais None. Parcourue dans l'ordre d'arrivée."""

    def __init__(self) -> None:
        self._recents: dict[str, Any] = {}
        self._disque: sqlite3.Connection | None = None

    def poser(self, cle: str, valeur: Any) -> None:
        self._recents[cle] = valeur
        if len(self._recents) >= GARDES:
            self._deborder()

    def lire(self, cle: str) -> Any:
        """La valeur, à ne pas modifier ; None si la clé est inconnue."""
        valeur = self._recents.get(cle)
        if valeur is not None or self._disque is None:
            return valeur
        trouve = self._disque.execute("SELECT valeur FROM t WHERE cle=?", (cle,)).fetchone()
        return None if trouve is None else _lire(trouve[0])

    def __contains__(self, cle: str) -> bool:
        return self.lire(cle) is not None

    def __iter__(self) -> Iterator[str]:
        if self._disque is not None:
            self._deborder()
            yield from (cle for (cle,) in self._disque.execute("SELECT cle FROM t ORDER BY rowid"))
        yield from self._recents

    def _deborder(self) -> None:
        if self._disque is None:
            self._disque = _sans_nom("CREATE TABLE t (cle TEXT UNIQUE, valeur TEXT)")
        self._disque.executemany(
            "INSERT INTO t VALUES (?,?) ON CONFLICT (cle) DO UPDATE SET valeur = excluded.valeur",
            ((cle, _ecrire(valeur)) for cle, valeur in self._recents.items()),
        )
        self._recents.clear()


class Vus:
    """Ce qu'on a déjà vu passer."""

    def __init__(self) -> None:
        self._reserve = Reserve()

    def voir(self, cle: str) -> bool:
        """Retient la clé ; vrai si c'est la première fois."""
        if cle in self._reserve:
            return False
        self._reserve.poser(cle, 1)
        return True

    def __contains__(self, cle: str) -> bool:
        return cle in self._reserve

    def __iter__(self) -> Iterator[str]:
        return iter(self._reserve)


class Cahier:
    """Des enregistrements, des listes qui s'écrivent en JSON, à relire dans l'ordre.

    Ce qu'on y relit ne se modifie pas : tant que rien ne déborde, c'est ce qui y a été noté.
    """

    def __init__(self) -> None:
        self._recents: list[Any] = []
        self._disque: sqlite3.Connection | None = None

    def noter(self, enregistrement: Any) -> None:
        self._recents.append(enregistrement)
        if len(self._recents) >= LIGNES_GARDEES:
            self._deborder()

    def __iter__(self) -> Iterator[Any]:
        if self._disque is not None:
            for (page,) in self._disque.execute("SELECT page FROM t ORDER BY rowid"):
                yield from _lire(page)
        yield from self._recents

    def _deborder(self) -> None:
        if self._disque is None:
            self._disque = _sans_nom("CREATE TABLE t (page TEXT)")
        debuts = range(0, len(self._recents), PAGE)
        pages = ((_ecrire(self._recents[debut : debut + PAGE]),) for debut in debuts)
        self._disque.executemany("INSERT INTO t VALUES (?)", pages)
        self._recents.clear()


def _sans_nom(table: str) -> sqlite3.Connection:
    """Une base dans un fichier privé, que SQLite efface en la fermant."""
    disque = sqlite3.connect("", isolation_level=None)
    disque.execute("PRAGMA journal_mode = OFF")
    disque.execute(table)
    # Jamais validée : rien de tout cela ne sert à un autre.
    disque.execute("BEGIN")
    return disque
