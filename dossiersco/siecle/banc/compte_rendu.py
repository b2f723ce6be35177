"""Le « Compte Rendu de l'import du privé » : huit sections, ou la phrase d'un refus.

Source : format SIECLE BEE §11.7 et §12. Les codes sont ceux de SIECLE ; quand on ne connaît que le
thème d'une règle, c'est le préfixe de ce thème, sans numéro (« PEPCS », « ACMEF », « REJEL »).
"""

from dataclasses import dataclass
from enum import IntEnum

from dossiersco.siecle.banc.base import Base


class Section(IntEnum):
    PERSONNES_REJETEES = 1
    PERSONNES_EN_ANOMALIE = 2
    PERSONNES_NOTES = 3
    ELEVES_REJETES = 4
    ELEVES_EN_ANOMALIE = 5
    ELEVES_NOTES = 6
    ELEVES_ABSENTS = 7
    ELEVES_MODIFIES = 8
    """Modifiés ou ajoutés."""


DES_PERSONNES = frozenset(
    {Section.PERSONNES_REJETEES, Section.PERSONNES_EN_ANOMALIE, Section.PERSONNES_NOTES}
)


@dataclass(frozen=True, slots=True)
class Ligne:
    """Une ligne du compte rendu. `id_prv` est vide pour un élève absent du fichier."""

    section: Section
    division: str
    nom: str
    id_siecle: str
    id_prv: str
    anomalie: str
    code: str

    @property
    def identifiants(self) -> str:
        """Comme SIECLE les imprime : « 1651077/22222 »."""
        return f"{self.id_siecle}/{self.id_prv}"


@dataclass(frozen=True, slots=True)
class CompteRendu:
    """`refus` : la phrase de SIECLE quand il n'a rien importé ; `base` est alors celle d'avant."""

    base: Base
    refus: str = ""
    lignes: tuple[Ligne, ...] = ()

    def section(self, section: Section) -> tuple[Ligne, ...]:
        return tuple(ligne for ligne in self.lignes if ligne.section is section)
