"""Écrire du XML comme SIECLE : deux espaces de retrait, absences et rembourrages compris.

Ces détails de graphie sont ce que la fabrique imite : elle les écrit donc elle-même. Une lettre
que l'ISO-8859-15 n'a pas lève `UnicodeEncodeError`.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from html import escape
from typing import TextIO
from zlib import crc32

from dossiersco.siecle.lus import Photo

ENCODAGE = "ISO-8859-15"
VRAI_FAUX = {"1": "true", "0": "false"}
# Ces colonnes-là ont une largeur fixe : SIECLE y laisse traîner des espaces.
REMBOURREES = frozenset({"LIGNE2_ADRESSE", "VILLE_NAISS", "CODE_STRUCTURE", "CODE_GESTION"})


class Plume:
    """Un document qui s'écrit de haut en bas, sans rien garder en mémoire."""

    def __init__(self, flux: TextIO) -> None:
        self._flux = flux
        self._marge = ""
        flux.write(f'<?xml version="1.0" encoding="{ENCODAGE}"?>\n')

    @contextmanager
    def bloc(self, balise: str, **attributs: str) -> Iterator[None]:
        cles = "".join(f' {nom}="{escape(valeur)}"' for nom, valeur in attributs.items())
        self._flux.write(f"{self._marge}<{balise}{cles}>\n")
        self._marge += "  "
        yield
        self._marge = self._marge[:-2]
        self._flux.write(f"{self._marge}</{balise}>\n")

    def champ(self, balise: str, valeur: str) -> None:
        self._flux.write(f"{self._marge}<{balise}>{escape(valeur, quote=False)}</{balise}>\n")

    def vide(self, balise: str) -> None:
        self._flux.write(f"{self._marge}<{balise}/>\n")

    def champs(self, balises: Iterable[str], photo: Photo, cle: str) -> None:
        """Les balises dans l'ordre ; `cle` décide, toujours pareil, de la façon d'être absente."""
        for balise in balises:
            valeur = photo.get(balise)
            if valeur is None:
                self._absente(balise, cle)
            elif balise in REMBOURREES and _tirage(cle, balise) < 4:
                self.champ(balise, f"{valeur}  ")
            else:
                self.champ(balise, valeur)

    def _absente(self, balise: str, cle: str) -> None:
        """Le plus souvent rien ; parfois une balise vide, de deux façons, ou blanche."""
        tirage = _tirage(cle, balise)
        if tirage < 2:
            self.champ(balise, "")
        elif tirage == 2:
            self.vide(balise)
        elif tirage == 3 and balise in REMBOURREES:
            self.champ(balise, "     ")


def _tirage(cle: str, balise: str) -> int:
    """De 0 à 11 : ne dépend que de l'enregistrement et de la balise."""
    return crc32(f"{cle} {balise}".encode()) % 12
