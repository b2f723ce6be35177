"""Les tâches du papier : charger, appeler."""

from django_tasks import task

from dossiersco.papier import production
from dossiersco.papier.menage import oublier_les_expires
from dossiersco.papier.models import Tirage


@task()
def produire_le_tirage(pk: int) -> None:
    tirages = Tirage.objects.select_related("campagne__etablissement")
    tirage = tirages.filter(pk=pk).first()
    if tirage is not None:
        production.produire(tirage)


@task()
def oublier_les_tirages() -> None:
    oublier_les_expires()
