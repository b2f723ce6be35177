"""Des clés par centaines de milliers, sans que la mémoire les suive."""

from collections import defaultdict
from collections.abc import Iterable

from dossiersco.siecle.reserve import Reserve

PAGE = 4096


class Ensemble:
    """Des clés de la base. Elles se suivent presque : un bit par clé, par pages."""

    def __init__(self, cles: Iterable[int] = ()) -> None:
        self._pages: dict[int, bytearray] = defaultdict(lambda: bytearray(PAGE // 8))
        self.ajouter(*cles)

    def ajouter(self, *cles: int) -> None:
        for cle in cles:
            page, rang = divmod(cle, PAGE)
            self._pages[page][rang >> 3] |= 1 << (rang & 7)

    def __contains__(self, cle: int) -> bool:
        page = self._pages.get(cle // PAGE)
        return page is not None and bool(page[cle % PAGE >> 3] & 1 << (cle & 7))


class Index:
    """ELEVE_ID ou PERSONNE_ID -> clé de la base."""

    def __init__(self, couples: Iterable[tuple[str | None, int]] = ()) -> None:
        self._reserve = Reserve()
        self.poser(couples)

    def poser(self, couples: Iterable[tuple[str | None, int]]) -> None:
        for id_siecle, cle in couples:
            if id_siecle is not None:
                self._reserve.poser(id_siecle, cle)

    def get(self, id_siecle: str) -> int | None:
        cle: int | None = self._reserve.lire(id_siecle)
        return cle

    def __contains__(self, id_siecle: str) -> bool:
        return id_siecle in self._reserve


class Repertoire:
    """Une clé -> les clés de la base qui y répondent, dans l'ordre où elles ont été ajoutées."""

    def __init__(self) -> None:
        self._reserve = Reserve()

    def ajouter(self, cle: str, pk: int) -> None:
        """Une clé vide ne désigne personne."""
        if cle:
            self._reserve.poser(cle, [*self.lire(cle), pk])

    def lire(self, cle: str) -> list[int]:
        return self._reserve.lire(cle) or []
