"""Des flux prudents : une position à soi sur une source partagée, un plafond d'octets lus."""

import io
import struct
import zipfile
import zlib
from typing import IO, TYPE_CHECKING

from dossiersco.siecle.lus import FichierRefuse

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

MEGA = 1024 * 1024
TAILLE_XML_MAX = 200 * MEGA
BLOC = 64 * 1024

ABIME = "L’archive zip est abîmée. Refaites l’export dans SIECLE et déposez-la sans la modifier."
DEMESURE = (
    "Le fichier est démesuré une fois décompressé : ce n’est pas un export SIECLE. "
    "Refaites l’export et déposez-le tel quel."
)
# zipfile laisse passer les erreurs de ses outils quand l'archive est mal formée.
ERREURS_DE_ZIP = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    NotImplementedError,
    UnicodeDecodeError,
    OSError,
)


class Vue(io.RawIOBase):
    """Une position à soi sur un flux partagé : deux lectures entrelacées ne se gênent pas."""

    def __init__(self, source: IO[bytes]) -> None:
        super().__init__()
        self._source = source
        self._position = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._position

    def seek(self, deplacement: int, depuis: int = io.SEEK_SET) -> int:
        if depuis == io.SEEK_CUR:
            deplacement += self._position
        elif depuis == io.SEEK_END:
            deplacement += self._source.seek(0, io.SEEK_END)
        if deplacement < 0:
            raise OSError("position négative")
        self._position = deplacement
        return deplacement

    def readinto(self, tampon: "WriteableBuffer") -> int:
        vue = memoryview(tampon)
        self._source.seek(self._position)
        lu = self._source.read(len(vue))
        vue[: len(lu)] = lu
        self._position += len(lu)
        return len(lu)


class Plafond(io.RawIOBase):
    """Ne laisse passer que `TAILLE_XML_MAX` octets, et dit en français que l'archive est abîmée."""

    def __init__(self, flux: IO[bytes]) -> None:
        super().__init__()
        self._flux = flux
        self._reste = TAILLE_XML_MAX

    def readable(self) -> bool:
        return True

    def readinto(self, tampon: "WriteableBuffer") -> int:
        vue = memoryview(tampon)
        try:
            lu = self._flux.read(len(vue))
        except ERREURS_DE_ZIP as erreur:
            raise FichierRefuse(ABIME) from erreur
        self._reste -= len(lu)
        if self._reste < 0:
            raise FichierRefuse(DEMESURE)
        vue[: len(lu)] = lu
        return len(lu)
