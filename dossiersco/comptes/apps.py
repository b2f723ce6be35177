from django.apps import AppConfig


class ComptesConfig(AppConfig):
    name = "dossiersco.comptes"
    verbose_name = "Comptes"
