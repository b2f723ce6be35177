"""Des noms de fichiers qui se lisent, et que Windows comme macOS savent écrire.

Un nom vient d'une famille ou du collège : rien de ce qu'il porte ne doit choisir un autre dossier,
se cacher, ni tomber sur le nom d'un autre fichier.
"""

import re
import unicodedata

INTERDITS = set('<>:"/\\|?*')
# Windows les garde pour ses périphériques, quelle que soit l'extension.
RESERVES = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?", re.IGNORECASE)
# En octets : Windows veut 260 signes au plus pour tout le chemin, celui où l'on dézippe compris.
AU_PLUS = 80
SANS_NOM = "sans nom"


def lisible(texte: str) -> str:
    """ "../RIB : n°1?" -> "RIB n°1". Jamais vide."""
    normal = unicodedata.normalize("NFC", texte)
    permis = "".join(" " if _interdit(signe) else signe for signe in normal)
    court = " ".join(permis.split()).encode()[:AU_PLUS].decode(errors="ignore").strip(" .")
    return f"_{court}" if RESERVES.fullmatch(court) else court or SANS_NOM


def _interdit(signe: str) -> bool:
    """Les contrôles aussi, dont ceux qui retournent le sens de lecture : « fdp.exe »."""
    return signe in INTERDITS or unicodedata.category(signe)[0] in "CZ"


class Noms:
    """Ceux d'une archive : deux fichiers n'ont jamais le même, à la casse près."""

    def __init__(self, *pris: str) -> None:
        self.pris = {_cle(nom) for nom in pris}

    def neuf(self, voulu: str, *, dans: str = "", extension: str = "") -> str:
        """Le chemin d'un fichier ou d'un dossier ; « … (2) » si ce nom est déjà pris."""
        debut = f"{dans}/{lisible(voulu)}" if dans else lisible(voulu)
        nom, rang = f"{debut}{extension}", 1
        while _cle(nom) in self.pris:
            rang += 1
            nom = f"{debut} ({rang}){extension}"
        self.pris.add(_cle(nom))
        return nom


def _cle(nom: str) -> str:
    return unicodedata.normalize("NFC", nom.casefold())
