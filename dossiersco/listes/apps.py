from importlib import import_module

from django.apps import AppConfig


class ListesConfig(AppConfig):
    name = "dossiersco.listes"
    verbose_name = "Listes"

    def ready(self) -> None:
        import_module("dossiersco.listes.conservation")
