"""Une faute d'un fichier IMPORT_ELEVES : où elle est, quelle règle elle enfreint, que faire."""

from dataclasses import dataclass
from enum import StrEnum


class Regle(StrEnum):
    """Les règles d'un fichier. Les dix premières sont celles du schéma ; les autres, les nôtres :
    le schéma ne les demande pas, SIECLE si."""

    ILLISIBLE = "illisible"
    OBLIGATOIRE = "obligatoire"
    INCONNUE = "inconnue"
    ORDRE = "ordre"
    CARDINALITE = "cardinalite"
    CHOIX = "choix"
    LONGUEUR = "longueur"
    MOTIF = "motif"
    CONTENU = "contenu"
    UNICITE = "unicite"

    ENCODAGE = "encodage"
    REFERENCE_DE_CARACTERE = "reference_de_caractere"
    VERSION = "version"
    ATTRIBUT = "attribut"
    BLANC = "blanc"
    CARACTERE = "caractere"
    REFERENCE = "reference"
    ORPHELINE = "orpheline"
    DEUX_FOIS = "deux_fois"
    OPTION_EN_DOUBLE = "option_en_double"


@dataclass(frozen=True, slots=True)
class Faute:
    """`chemin` : XPath dans le fichier. `ligne` : None quand la faute précède le fichier.

    `regle` : une `Regle`, ou le code du compte rendu de SIECLE.
    """

    chemin: str
    ligne: int | None
    balise: str
    regle: str
    message: str
