from django.apps import AppConfig


class PapierConfig(AppConfig):
    name = "dossiersco.papier"
    verbose_name = "Papier"
