from importlib import import_module

from django.apps import AppConfig


class RelancesConfig(AppConfig):
    name = "dossiersco.relances"
    verbose_name = "Relances"

    def ready(self) -> None:
        import_module("dossiersco.relances.conservation")
