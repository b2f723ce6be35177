"""Un collège fictif pour les bancs : fabriqué, écrit comme SIECLE l'exporterait, importé."""

from collections.abc import Callable, Sequence
from pathlib import Path

from django.conf import settings

from dossiersco.campagnes.models import Campagne
from dossiersco.echanges.actions import Source, creer_college, importer
from dossiersco.siecle.fabrique import ecrire, fabriquer

UAI, ANNEE = "0590181B", 2026


def exports(eleves: int) -> list[Path]:
    """Les cinq zip, dans le dossier jetable du banc."""
    dossier = Path(settings.VAR) / f"exports-{eleves}"
    dossier.mkdir()
    return ecrire(fabriquer(uai=UAI, annee=ANNEE, eleves=eleves, graine=1), dossier)


def deposer(chemins: Sequence[Path]) -> Campagne:
    etablissement = creer_college(UAI, ANNEE)
    importer(etablissement, [Source(chemin.name, chemin) for chemin in chemins])
    return etablissement.campagnes.get()


def un_import(dossier: str) -> Callable[[], Campagne]:
    return lambda: deposer(sorted(Path(dossier).iterdir()))
