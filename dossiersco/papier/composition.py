"""Composer des feuilles en PDF balisé (PDF/UA-1), par morceaux : la mémoire ne suit pas le nombre.

Les polices sont celles que typst embarque : celles de la machine ne sont pas regardées.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import typst

PAR_MORCEAU = 50


@dataclass(frozen=True)
class Feuille:
    """`contenu` : ce que le modèle typst lit. `qui` : dit à l'agent si elle ne s'imprime pas."""

    personne: int
    qui: str
    contenu: dict[str, Any]


@dataclass(frozen=True)
class Atelier:
    """Un modèle, le titre du document, et où écrire. `suivre` : combien sont composées."""

    modele: Path
    titre: str
    dossier: Path
    suivre: Callable[[int], None]

    def composer(self, feuilles: Iterator[Feuille]) -> tuple[list[Path], list[Feuille]]:
        """Les morceaux écrits, dans l'ordre, et les feuilles qu'aucune police ne sait écrire."""
        chemins: list[Path] = []
        laissees: list[Feuille] = []
        faites = 0
        while morceau := list(islice(feuilles, PAR_MORCEAU)):
            pdf, refusees = self._morceau(morceau)
            laissees += refusees
            if pdf:
                chemin = self.dossier / f"{len(chemins):05}.pdf"
                chemin.write_bytes(pdf)
                chemins.append(chemin)
            faites += len(morceau)
            self.suivre(faites)
        return chemins, laissees

    def _morceau(self, feuilles: Sequence[Feuille]) -> tuple[bytes, list[Feuille]]:
        try:
            return self._pdf(feuilles), []
        except typst.TypstError:
            # Une seule feuille arrête tout le morceau : on cherche laquelle, une par une.
            refusees = [feuille for feuille in feuilles if not self._s_ecrit(feuille)]
        bonnes = [feuille for feuille in feuilles if feuille not in refusees]
        return self._pdf(bonnes) if bonnes else b"", refusees

    def _s_ecrit(self, feuille: Feuille) -> bool:
        try:
            self._pdf([feuille])
        except typst.TypstError:
            return False
        return True

    def _pdf(self, feuilles: Sequence[Feuille]) -> bytes:
        contenu = {"titre": self.titre, "feuilles": [feuille.contenu for feuille in feuilles]}
        pdf: bytes = typst.compile(
            self.modele,
            format="pdf",
            ignore_system_fonts=True,
            pdf_standards=["ua-1"],
            sys_inputs={"contenu": json.dumps(contenu)},
        )
        return pdf
