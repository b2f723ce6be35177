"""`python -m bancs.course <nom>` : un banc, dans ce processus, sur la base de DATABASE_URL."""

import sys
from importlib import import_module

import django
from django.core.management import call_command


def principale(nom: str) -> None:
    django.setup()
    call_command("migrate", verbosity=0)
    # Après setup() seulement : un banc importe les modèles.
    for mesure in import_module(f"bancs.{nom}").mesures():
        print(mesure, flush=True)


if __name__ == "__main__":
    principale(sys.argv[1])
