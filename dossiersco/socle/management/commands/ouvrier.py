"""Exécute les tâches en attente. À lancer sous un superviseur qui le relance s'il s'arrête."""

from typing import Any

from django_tasks_db.management.commands import db_worker

from dossiersco.socle.taches import reprendre_les_taches_abandonnees


class Command(db_worker.Command):
    help = "Exécute les tâches, après avoir repris celles qu'un ouvrier mort a laissées."

    def handle(self, *args: Any, **options: Any) -> None:
        reprendre_les_taches_abandonnees()
        super().handle(*args, **options)
