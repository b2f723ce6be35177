"""Les fichiers que plus aucune ligne ne cite : une panne entre une écriture et la suivante."""

import logging
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
PAS_LES_SIENS = (
    "%d fichiers sans ligne, pour %d cités : ils restent. Vérifiez que DATABASE_URL et "
    "DOSSIERSCO_VAR désignent le même service ; sinon, effacez-les à la main."
)
journal = logging.getLogger(__name__)


def effacer_les_orphelins(le: datetime) -> int:
    """Rend leur nombre. Ils partent après la transaction, comme tout fichier.

    Plus nombreux que les fichiers cités, ils restent : cette base n'est sans doute pas la leur.
    """
    champs = _champs()
    stockages = {id(champ.storage): champ.storage for champ in champs}
    perdus: list[tuple[Storage, str]] = []
    combien_cites = 0
    for stockage in stockages.values():
        for lot in _par_lots(_anciens(stockage, le - GARDE)):
            cites = _cites(champs, lot)
            combien_cites += len(cites)
            perdus += [(stockage, nom) for nom in lot if nom not in cites]
    if len(perdus) > combien_cites:
        journal.warning(PAS_LES_SIENS, len(perdus), combien_cites)
        return 0
    for stockage, nom in perdus:
        transaction.on_commit(partial(stockage.delete, nom), robust=True)
    return len(perdus)


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
