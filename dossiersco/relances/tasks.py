"""Chaque matin : relancer là où c'est le jour, et se reprogrammer pour le lendemain."""

from datetime import datetime, time, timedelta

from django.utils import timezone
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from dossiersco.relances import actions
from dossiersco.relances.models import RelancesAutomatiques

HEURE = time(8)


@task()
def veiller_aux_relances() -> None:
    # D'abord : une panne au milieu ne doit pas arrêter les matins suivants.
    programmer()
    reglages = RelancesAutomatiques.objects.exclude(jours=[]).select_related(
        "campagne__etablissement"
    )
    for reglage in reglages:
        actions.relancer_si_c_est_le_jour(reglage.campagne)


def programmer() -> None:
    """Un seul prochain matin, et seulement si un collège l'a demandé."""
    # Le moteur des tests ne sait pas attendre.
    if not veiller_aux_relances.get_backend().supports_defer:
        return
    deja = DBTaskResult.objects.filter(task_path=veiller_aux_relances.module_path, status="READY")
    if deja.exists() or not RelancesAutomatiques.objects.exclude(jours=[]).exists():
        return
    demain = timezone.localdate() + timedelta(days=1)
    a_huit_heures = timezone.make_aware(datetime.combine(demain, HEURE))
    veiller_aux_relances.using(run_after=a_huit_heures).enqueue()
