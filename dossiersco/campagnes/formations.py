"""Où va l'élève d'une formation l'année d'après, d'après la seule Nomenclature.

Le niveau vient de CODE_MEFSTAT (2111 sixième … 2114 troisième), à défaut du mnémonique (« 5SEG »).
On reste dans sa filière : une ULIS ou une SEGPA ne passe pas en formation ordinaire d'elle-même.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from dossiersco.siecle.contexte_retour import est_ouverte
from dossiersco.siecle.lus import Photo

NIVEAUX_MEFSTAT = {"2111": 6, "2112": 5, "2113": 4, "2114": 3}
# Les classes à part, telles que le mnémonique ou le libellé les nomme.
FILIERE = re.compile(r"ULIS|SEGPA|SEG|UPE2A|UPI|RELAIS|DIMA|PREPA", re.IGNORECASE)
DERNIER_NIVEAU = 3


@dataclass(frozen=True)
class Formation:
    """`niveau` : 6, 5, 4, 3, ou 0 s'il n'est pas d'un collège. `filiere` : "" si ordinaire."""

    code_mef: str
    libelle: str
    niveau: int
    filiere: str
    ouverte: bool

    @property
    def nom(self) -> str:
        """SIECLE donne à l'ULIS le libellé de son niveau : on dit la filière."""
        dite = not self.filiere or self.filiere in self.libelle.upper()
        return self.libelle if dite else f"{self.libelle} {self.filiere}"

    @property
    def derniere(self) -> bool:
        return self.niveau == DERNIER_NIVEAU


def lire(code_mef: str, libelle: str, photo: Photo, debut: date | None) -> Formation:
    return Formation(
        code_mef, libelle, _niveau(photo), _filiere(code_mef, photo), est_ouverte(photo, debut)
    )


def _niveau(photo: Photo) -> int:
    statistique = NIVEAUX_MEFSTAT.get(photo.get("CODE_MEFSTAT", "")[:4])
    if statistique:
        return statistique
    mnemonique = photo.get("FORMATION", "")
    de_college = re.match(r"[3-6](?:E|G|B|S|U|P)", mnemonique)
    return int(mnemonique[0]) if de_college else 0


def _filiere(code_mef: str, photo: Photo) -> str:
    """L'ULIS a le libellé de son niveau : seule la lettre finale du code la trahit parfois."""
    dits = f"{photo.get('FORMATION', '')} {photo.get('LIBELLE_LONG', '')}"
    trouvee = FILIERE.search(dits)
    if trouvee:
        nom = trouvee[0].upper()
        return "SEGPA" if nom == "SEG" else nom
    return "ULIS" if code_mef.endswith("U") else ""


def suivante(formation: Formation, toutes: Iterable[Formation]) -> str | None:
    """CODE_MEF de l'an d'après ; "" s'il quitte le collège ; None si rien ne le dit sûrement."""
    if formation.derniere:
        return ""
    candidates = [
        autre
        for autre in toutes
        if autre.ouverte
        and autre.niveau == formation.niveau - 1
        and autre.filiere == formation.filiere
    ]
    return candidates[0].code_mef if len(candidates) == 1 else None


def suivantes(toutes: Iterable[Formation], dites: Mapping[str, str]) -> dict[str, str | None]:
    """Ce que le collège a dit d'abord, puis ce qui se déduit. `dites` : {code_mef: suivant}."""
    formations = list(toutes)
    return {
        f.code_mef: dites[f.code_mef] if f.code_mef in dites else suivante(f, formations)
        for f in formations
    }
