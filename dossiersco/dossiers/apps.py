from django.apps import AppConfig


class DossiersConfig(AppConfig):
    name = "dossiersco.dossiers"
    verbose_name = "Dossiers"
