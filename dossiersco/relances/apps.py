from django.apps import AppConfig


class RelancesConfig(AppConfig):
    name = "dossiersco.relances"
    verbose_name = "Relances"
