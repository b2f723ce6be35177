"""Des textes retenus par leur clé, en mémoire tant qu'ils sont peu, puis sur le disque.

Un export de cent mille élèves ne doit pas peser plus, à la lecture, qu'un de dix mille.
"""

import sqlite3
from collections.abc import Iterator

# Au-delà, les plus anciens vont sur le disque : un collège ordinaire n'y va jamais.
GARDES = 8_000


class Reserve:
    """Clé -> texte. Parcourue dans l'ordre d'arrivée."""

    def __init__(self) -> None:
        self._recents: dict[str, str] = {}
        self._disque: sqlite3.Connection | None = None

    def poser(self, cle: str, texte: str) -> None:
        self._recents[cle] = texte
        if len(self._recents) >= GARDES:
            self._deborder()

    def lire(self, cle: str) -> str | None:
        texte = self._recents.get(cle)
        if texte is not None or self._disque is None:
            return texte
        trouve = self._disque.execute("SELECT texte FROM t WHERE cle=?", (cle,)).fetchone()
        return None if trouve is None else str(trouve[0])

    def __contains__(self, cle: str) -> bool:
        return self.lire(cle) is not None

    def __iter__(self) -> Iterator[str]:
        if self._disque is not None:
            self._deborder()
            yield from (cle for (cle,) in self._disque.execute("SELECT cle FROM t ORDER BY rowid"))
        yield from self._recents

    def _deborder(self) -> None:
        if self._disque is None:
            # Sans nom : un fichier privé, que SQLite efface en se fermant.
            self._disque = sqlite3.connect("", isolation_level=None)
            self._disque.execute("PRAGMA journal_mode = OFF")
            self._disque.execute("CREATE TABLE t (cle TEXT UNIQUE, texte TEXT)")
            # Jamais validée : rien de tout cela ne sert à un autre.
            self._disque.execute("BEGIN")
        self._disque.executemany(
            "INSERT INTO t VALUES (?,?) ON CONFLICT (cle) DO UPDATE SET texte = excluded.texte",
            self._recents.items(),
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
        self._reserve.poser(cle, "")
        return True

    def __contains__(self, cle: str) -> bool:
        return cle in self._reserve

    def __iter__(self) -> Iterator[str]:
        return iter(self._reserve)
