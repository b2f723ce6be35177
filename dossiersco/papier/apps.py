from importlib import import_module

from django.apps import AppConfig


class PapierConfig(AppConfig):
    name = "dossiersco.papier"
    verbose_name = "Papier"

    def ready(self) -> None:
        import_module("dossiersco.papier.conservation")
