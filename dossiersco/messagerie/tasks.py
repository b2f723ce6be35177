"""Les tâches de la messagerie : appeler, et se reprogrammer s'il reste des messages."""

from django_tasks import task

from dossiersco.messagerie import expedition


@task()
def vider_boite_envoi() -> None:
    prochain_essai = expedition.expedier_les_messages_prets()
    if prochain_essai:
        vider_boite_envoi.using(run_after=prochain_essai).enqueue()
