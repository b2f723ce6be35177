"""Les tâches des listes : charger, appeler."""

from django_tasks import task

from dossiersco.listes import production
from dossiersco.listes.menage import oublier_les_expirees
from dossiersco.listes.models import Extraction


@task()
def produire_l_extraction(pk: int) -> None:
    demandees = Extraction.objects.select_related("campagne__etablissement", "par_agent")
    extraction = demandees.filter(pk=pk).first()
    if extraction is not None:
        production.produire(extraction)


@task()
def oublier_les_listes() -> None:
    oublier_les_expirees()
