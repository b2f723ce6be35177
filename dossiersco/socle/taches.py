"""Reprendre ce qu'un ouvrier tué a laissé en plan.

Le moteur de tâches laisse une telle tâche « en cours » pour toujours. Toutes les nôtres peuvent
être refaites sans dommage : on les rend à la file.
"""

from datetime import timedelta

from django.db.models import F
from django_tasks_db.models import DBTaskResult

# Aucune tâche ne dure autant : au-delà, son ouvrier est mort.
ABANDON = timedelta(minutes=15)


def reprendre_les_taches_abandonnees() -> int:
    """À dire au démarrage d'un ouvrier ; rend le nombre de tâches remises à la file.

    Une tâche commencée depuis peu est peut-être entre les mains d'un autre ouvrier : elle ne sera
    refaite qu'après le délai, et pas du tout s'il l'a finie d'ici là.
    """
    en_cours = DBTaskResult.objects.filter(status="RUNNING")
    return int(en_cours.update(status="READY", run_after=F("started_at") + ABANDON))
