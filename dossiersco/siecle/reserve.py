"""Ce qu'une lecture retient, en mémoire tant que c'est peu, puis sur le disque.

Un export de cent mille élèves ne doit pas peser plus, à la lecture, qu'un de dix mille.
"""

import json
import sqlite3
from array import array
from bisect import bisect_left
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

# Au-delà, les plus anciens vont sur le disque : un collège ordinaire n'y va jamais.
GARDES = 2_000
PAGE = 100
# Un million de places : à cent mille clés, neuf absentes sur dix sont vues sans toucher au disque.
TAMIS = 2**20
# En ko.
CACHE = 512

_ecrire = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_lire = json.JSONDecoder().decode


class Reserve:
    """Clé -> valeur qui s'écrit en JSON, jamais None. Se parcourt dans l'ordre des clés."""

    def __init__(self) -> None:
        self._recents: dict[str, Any] = {}
        self._disque: sqlite3.Connection | None = None
        # Les clés qui ne sont sûrement pas sur le disque : un bit par place.
        self._tamis = bytearray()

    def poser(self, cle: str, valeur: Any) -> None:
        self._recents[cle] = valeur
        if len(self._recents) >= GARDES:
            self._deborder()

    def lire(self, cle: str) -> Any:
        """La valeur, à ne pas modifier ; None si la clé est inconnue."""
        valeur = self._recents.get(cle)
        if valeur is not None or self._disque is None:
            return valeur
        place = hash(cle) % TAMIS
        if not self._tamis[place >> 3] & 1 << (place & 7):
            return None
        trouve = self._disque.execute("SELECT valeur FROM t WHERE cle=?", (cle,)).fetchone()
        return None if trouve is None else _lire(trouve[0])

    def __contains__(self, cle: str) -> bool:
        return self.lire(cle) is not None

    def __iter__(self) -> Iterator[str]:
        if self._disque is None:
            return iter(sorted(self._recents))
        self._deborder()
        return (cle for (cle,) in self._disque.execute("SELECT cle FROM t ORDER BY cle"))

    def _deborder(self) -> None:
        if self._disque is None:
            table = "CREATE TABLE t (cle TEXT PRIMARY KEY, valeur TEXT) WITHOUT ROWID"
            self._disque, self._tamis = _sans_nom(table), bytearray(TAMIS >> 3)
        for place in (hash(cle) % TAMIS for cle in self._recents):
            self._tamis[place >> 3] |= 1 << (place & 7)
        self._disque.executemany(
            "INSERT OR REPLACE INTO t VALUES (?,?)",
            ((cle, _ecrire(valeur)) for cle, valeur in self._recents.items()),
        )
        self._recents.clear()


class Empreintes:
    """Des clés dont on ne garde que l'empreinte : huit octets, qu'elles soient mille ou cent mille.

    Deux clés égales ont la même empreinte. Que deux clés différentes l'aient est improbable, et
    ne se provoque pas : Python la tire au hasard à chaque processus.
    """

    def __init__(self) -> None:
        self._toutes = array("q")
        self._rangees = True

    def noter(self, cle: str) -> None:
        self._toutes.append(hash(cle))
        self._rangees = False

    def repetees(self) -> frozenset[int]:
        """Celles qu'on a notées plusieurs fois. Une clé dont l'empreinte n'y est pas est seule."""
        rangees = self._ranger()
        return frozenset(une for une, suivante in pairwise(rangees) if une == suivante)

    def __contains__(self, cle: str) -> bool:
        return self._a(hash(cle))

    def couvre(self, autres: "Empreintes") -> bool:
        """Vrai si toutes les autres sont d'ici."""
        return all(map(self._a, autres._ranger()))

    def _a(self, empreinte: int) -> bool:
        rangees = self._ranger()
        place = bisect_left(rangees, empreinte)
        return place < len(rangees) and rangees[place] == empreinte

    def _ranger(self) -> "array[int]":
        if not self._rangees:
            self._toutes = array("q", sorted(self._toutes))
            self._rangees = True
        return self._toutes


class Premiers:
    """Dit si une clé passe pour la première fois, sans retenir celles qui ne reviendront pas."""

    def __init__(self, attendues: Empreintes) -> None:
        self._repetees = attendues.repetees()
        self._vues = Reserve()

    def voir(self, cle: str) -> bool:
        """Exact : d'une empreinte répétée, c'est la clé qui est retenue."""
        if hash(cle) not in self._repetees:
            return True
        if cle in self._vues:
            return False
        self._vues.poser(cle, 1)
        return True


class Cahier:
    """Des enregistrements, des listes qui s'écrivent en JSON, à relire dans l'ordre.

    Ce qu'on y relit ne se modifie pas : tant que rien ne déborde, c'est ce qui y a été noté.
    """

    def __init__(self) -> None:
        self._recents: list[Any] = []
        self._disque: sqlite3.Connection | None = None

    def noter(self, enregistrement: Any) -> None:
        self._recents.append(enregistrement)
        if len(self._recents) >= GARDES:
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
    # Une lecture en ouvre une dizaine : ce que SQLite garde de chacune en mémoire se multiplie.
    disque.execute(f"PRAGMA cache_size = {-CACHE}")
    disque.execute(table)
    # Jamais validée : rien de tout cela ne sert à un autre.
    disque.execute("BEGIN")
    return disque
