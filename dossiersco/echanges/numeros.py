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
        # Un octet par numéro : cent mille élèves n'en demandent pas plus que dix.
        self._pris = _marques(pris)
        self._reserves = _marques(reserves)
        self._prochain = 1

    def attribuer(self, souhaite: str) -> int:
        if souhaite.isdecimal() and self._libre(int(souhaite)):
            numero = int(souhaite)
        else:
            numero = self._premier_libre()
        self._pris[numero] = 1
        return numero

    def _libre(self, numero: int) -> bool:
        return 1 <= numero <= MAXIMUM and not self._pris[numero]

    def _premier_libre(self) -> int:
        while self._prochain <= MAXIMUM:
            if not self._pris[self._prochain] and not self._reserves[self._prochain]:
                return self._prochain
            self._prochain += 1
        raise PlusDeNumero


def _marques(numeros: Iterable[int]) -> bytearray:
    marques = bytearray(MAXIMUM + 1)
    for numero in numeros:
        if 1 <= numero <= MAXIMUM:
            marques[numero] = 1
    return marques
