from importlib import import_module

from django.apps import AppConfig


class EchangesConfig(AppConfig):
    name = "dossiersco.echanges"
    verbose_name = "Échanges avec SIECLE"

    def ready(self) -> None:
        import_module("dossiersco.echanges.conservation")
