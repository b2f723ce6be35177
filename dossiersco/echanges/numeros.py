"""Les identifiants ID_PRV_* : denses, stables, jamais au-dessus de 99999, jamais partagés."""

from collections.abc import Iterable

MAXIMUM = 99999


class PlusDeNumero(Exception):
    """Plus de 99 999 élèves ou adultes dans un collège : cela n'arrive pas sans erreur."""


class Numeros:
    """Attribue le numéro que SIECLE connaît déjà s'il est libre, sinon le premier libre.

    `reserves` : ceux que SIECLE a donnés à quelqu'un du fichier, même s'il vient plus loin.
    """

    def __init__(self, pris: Iterable[int], reserves: Iterable[int] = ()) -> None:
        self._pris = set(pris)
        self._reserves = set(reserves)
        self._prochain = 1

    def attribuer(self, souhaite: str) -> int:
        if souhaite.isdecimal() and self._libre(int(souhaite)):
            numero = int(souhaite)
        else:
            numero = self._premier_libre()
        self._pris.add(numero)
        return numero

    def _libre(self, numero: int) -> bool:
        return 1 <= numero <= MAXIMUM and numero not in self._pris

    def _premier_libre(self) -> int:
        while self._prochain in self._pris or self._prochain in self._reserves:
            self._prochain += 1
        if self._prochain > MAXIMUM:
            raise PlusDeNumero
        return self._prochain
