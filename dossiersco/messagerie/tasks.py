"""Les tâches de la messagerie : appeler, et se reprogrammer s'il reste des messages."""

from datetime import datetime

from django_tasks import task
from django_tasks_db.models import DBTaskResult

from dossiersco.messagerie import expedition


@task()
def vider_boite_envoi() -> None:
    prochain_essai = expedition.expedier_les_messages_prets()
    if prochain_essai and not _deja_programmee(prochain_essai):
        vider_boite_envoi.using(run_after=prochain_essai).enqueue()


def _deja_programmee(au_plus_tard: datetime) -> bool:
    """Pendant une panne du serveur de courriel, un seul prochain essai suffit."""
    return bool(
        DBTaskResult.objects.filter(
            task_path=vider_boite_envoi.module_path, status="READY", run_after__lte=au_plus_tard
        ).exists()
    )
