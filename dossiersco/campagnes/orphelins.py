"""Les fichiers que plus aucune ligne ne cite : une panne entre une écriture et la suivante."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from functools import partial
from itertools import islice

from django.apps import apps
from django.core.files.storage import Storage
from django.db import transaction
from django.db.models import FileField

# Un fichier s'écrit avant sa ligne. Et une base remise d'une sauvegarde ignore les plus récents :
# on a un mois pour s'en apercevoir.
GARDE = timedelta(days=30)
LOT = 500


def effacer_les_orphelins(le: datetime) -> int:
    """Rend leur nombre. Ils partent après la transaction, comme tout fichier."""
    champs = _champs()
    stockages = {id(champ.storage): champ.storage for champ in champs}
    combien = 0
    for stockage in stockages.values():
        for lot in _par_lots(_anciens(stockage, le - GARDE)):
            for nom in set(lot) - _cites(champs, lot):
                transaction.on_commit(partial(stockage.delete, nom), robust=True)
                combien += 1
    return combien


def _champs() -> list[FileField]:
    """Toutes les colonnes qui citent un fichier, aussi d'un modèle à venir."""
    return [
        champ
        for modele in apps.get_models()
        for champ in modele._meta.concrete_fields
        if isinstance(champ, FileField)
    ]


def _anciens(stockage: Storage, avant: datetime, sous: str = "") -> Iterator[str]:
    if not stockage.exists(sous or "."):
        return
    dossiers, fichiers = stockage.listdir(sous)
    for nom in (f"{sous}{fichier}" for fichier in fichiers):
        if stockage.get_modified_time(nom) < avant:
            yield nom
    for dossier in dossiers:
        yield from _anciens(stockage, avant, f"{sous}{dossier}/")


def _par_lots(noms: Iterable[str]) -> Iterator[list[str]]:
    source = iter(noms)
    while lot := list(islice(source, LOT)):
        yield lot


def _cites(champs: Iterable[FileField], noms: list[str]) -> set[str]:
    """Par l'une quelconque des colonnes : deux modèles partagent un dossier."""
    return {
        nom
        for champ in champs
        for nom in champ.model._base_manager.filter(**{f"{champ.name}__in": noms}).values_list(
            champ.name, flat=True
        )
    }
