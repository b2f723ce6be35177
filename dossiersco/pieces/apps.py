from importlib import import_module

from django.apps import AppConfig


class PiecesConfig(AppConfig):
    name = "dossiersco.pieces"
    verbose_name = "Pièces"

    def ready(self) -> None:
        import_module("dossiersco.pieces.controles")
        import_module("dossiersco.pieces.conservation")
