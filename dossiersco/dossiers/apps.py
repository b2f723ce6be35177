from importlib import import_module

from django.apps import AppConfig


class DossiersConfig(AppConfig):
    name = "dossiersco.dossiers"
    verbose_name = "Dossiers"

    def ready(self) -> None:
        import_module("dossiersco.dossiers.conservation")
