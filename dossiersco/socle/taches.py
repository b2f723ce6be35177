"""Reprendre ce qu'un ouvrier tué a laissé en plan.

Le moteur de tâches laisse une telle tâche « en cours » pour toujours. Toutes les nôtres peuvent
être refaites sans dommage : on les rend à la file.
"""

from datetime import timedelta

from django.utils import timezone
from django_tasks_db.models import DBTaskResult

# Aucune tâche ne dure autant : au-delà, son ouvrier est mort.
ABANDON = timedelta(minutes=15)


def reprendre_les_taches_abandonnees() -> int:
    """Rend leur nombre."""
    abandonnees = DBTaskResult.objects.filter(
        status="RUNNING", started_at__lt=timezone.now() - ABANDON
    )
    return int(abandonnees.update(status="READY", started_at=None, worker_ids=[]))
