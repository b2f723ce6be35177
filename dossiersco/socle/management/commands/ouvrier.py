"""Exécute les tâches en attente. À lancer sous un superviseur qui le relance s'il s'arrête."""

import threading
from typing import Any

from django.db import connection
from django_tasks_db.management.commands import db_worker

from dossiersco.socle.taches import reprendre_les_taches_abandonnees

TOUTES_LES = 300  # secondes


class Command(db_worker.Command):
    help = "Exécute les tâches, et reprend celles qu’un ouvrier mort a laissées."

    def handle(self, *args: Any, **options: Any) -> None:
        arret = threading.Event()
        threading.Thread(target=_veiller, args=(arret,), daemon=True).start()
        try:
            super().handle(*args, **options)
        finally:
            arret.set()


def _veiller(arret: threading.Event) -> None:
    while not arret.is_set():
        reprendre_les_taches_abandonnees()
        # Ce fil a sa propre connexion : ne pas la garder ouverte pour rien.
        connection.close()
        arret.wait(TOUTES_LES)
