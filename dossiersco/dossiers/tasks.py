"""Les tâches du cœur : appeler, et se reprogrammer tant qu'il reste à dire."""

from collections.abc import Sequence

from django.utils import timezone
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from dossiersco.dossiers import annonces, courriers
from dossiersco.dossiers.annonces import Annonce


@task()
def poster_les_annonces() -> None:
    if prochain := courriers.poster_les_mures():
        poster_les_annonces.using(run_after=prochain).enqueue()


def annoncer(a_dire: Sequence[Annonce]) -> None:
    """Écrit les annonces dans la transaction en cours et programme leur départ."""
    if not Annonce.objects.bulk_create(a_dire):
        return
    if not annonces.delai():
        poster_les_annonces.enqueue()
    elif not _deja_programmee():
        poster_les_annonces.using(run_after=timezone.now() + annonces.delai()).enqueue()


def _deja_programmee() -> bool:
    """Un seul passage suffit : il se reprogramme lui-même."""
    return bool(
        DBTaskResult.objects.filter(
            task_path=poster_les_annonces.module_path, status="READY", run_after__gt=timezone.now()
        ).exists()
    )
