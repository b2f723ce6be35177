"""Les tâches des listes : charger, appeler."""

from django_tasks import task

from dossiersco.listes import production
from dossiersco.listes.models import Extraction


@task()
def produire_l_extraction(pk: int) -> None:
    extraction = Extraction.objects.select_related("campagne", "par_agent").filter(pk=pk).first()
    if extraction is not None:
        production.produire(extraction)
