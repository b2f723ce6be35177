"""L'encodage d'un export : obéir à la déclaration, et reconnaître les deux fautes courantes.

Un fichier annoncé ISO-8859-15 (ou -1) qu'un éditeur de texte a réenregistré en UTF-8, ou en cp1252
comme le fait Windows, est relu ainsi, avec un avis. Aucune autre devinette : un encodage inconnu
est refusé.
"""

import codecs
import re
from collections.abc import Iterable, Iterator

from dossiersco.siecle.lus import FichierRefuse

BOM_UTF8 = codecs.BOM_UTF8
# Nom canonique de Python -> nom que libxml2 comprend. L'ASCII est un UTF-8 sans accents.
ENCODAGES = {
    "utf-8": "UTF-8",
    "ascii": "UTF-8",
    "iso8859-15": "ISO-8859-15",
    "iso8859-1": "ISO-8859-1",
    "cp1252": "windows-1252",
}
DECLARATION = re.compile(rb"""<\?xml\s[^>]*?encoding\s*=\s*["']([^"'>]*)["']""")
INTERDITS = (b"<!DOCTYPE", b"<!ENTITY")
# Un zéro ailleurs qu'au premier signe est plutôt celui d'une image ou d'un tableur.
DEBUTS_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, b"<\0", b"\0<")
CP1252 = "windows-1252"
# De 0x80 à 0x9F : en ISO-8859, des commandes que personne n'écrit ; en cp1252, « € », « œ », « ’ ».
COMMANDES = frozenset(range(0x80, 0xA0))
HORS_COMMANDES = bytes(octet for octet in range(256) if octet not in COMMANDES)
# Les cinq places que cp1252 laisse vides : le fichier n'est donc pas en cp1252.
VIDES_EN_CP1252 = frozenset(b"\x81\x8d\x8f\x90\x9d")


def declare(tete: bytes) -> str:
    """Le nom (pour libxml2) de l'encodage annoncé par les premiers octets du XML."""
    if tete.startswith(DEBUTS_UTF16):
        raise _inconnu("UTF-16")
    # Précédée d'un BOM UTF-8, la déclaration n'est plus en tête : le BOM l'emporte.
    trouve = DECLARATION.match(tete)
    if trouve is None:
        return "UTF-8"
    nom = trouve[1].decode("ascii", "replace")
    try:
        return ENCODAGES[codecs.lookup(nom).name]
    except (LookupError, ValueError):
        raise _inconnu(nom) from None


def _inconnu(nom: str) -> FichierRefuse:
    return FichierRefuse(
        f"L’encodage « {nom[:40]} » de ce fichier n’est pas lu. SIECLE écrit en ISO-8859-15 : "
        "refaites l’export et déposez-le sans l’ouvrir dans un autre logiciel."
    )


class Balayage:
    """Regarde passer les octets : refuse DOCTYPE et ENTITY, dit l'encodage réel du fichier."""

    def __init__(self) -> None:
        self._decodeur = codecs.getincrementaldecoder("utf-8")()
        self._valide = True
        self._accentue = False
        self._commandes: set[int] = set()
        self._queue = b""

    def regarder(self, blocs: Iterable[bytes]) -> Iterator[bytes]:
        """Les mêmes blocs, chacun rendu une fois regardé."""
        for bloc in blocs:
            self.avaler(bloc)
            yield bloc

    def avaler(self, bloc: bytes) -> None:
        # La queue du bloc précédent : un mot interdit peut être à cheval sur deux blocs.
        fenetre = self._queue + bloc
        if any(mot in fenetre for mot in INTERDITS):
            raise FichierRefuse(
                "Le fichier contient une déclaration DOCTYPE ou ENTITY, qu’un export SIECLE ne "
                "contient jamais : il est refusé par sécurité. Refaites l’export dans SIECLE."
            )
        self._queue = bloc[-16:]
        if not bloc.isascii():
            self._accentue = True
            self._commandes.update(bloc.translate(None, HORS_COMMANDES))
        if not self._valide:
            return
        try:
            self._decodeur.decode(bloc)
        except UnicodeDecodeError:
            self._valide = False

    def reel(self, declare: str) -> str:
        """À demander après le dernier bloc. Un XML finit par de l'ASCII : rien n'y reste coupé."""
        if self._valide and self._accentue:
            return "UTF-8"
        if declare == CP1252 and self._commandes & VIDES_EN_CP1252:
            raise FichierRefuse(
                "Le fichier se dit en windows-1252 et contient un octet qui n’y existe pas. "
                "Refaites l’export dans SIECLE et déposez-le sans l’ouvrir ni le modifier."
            )
        if declare == "UTF-8" or not self._commandes or self._commandes & VIDES_EN_CP1252:
            return declare
        return CP1252
