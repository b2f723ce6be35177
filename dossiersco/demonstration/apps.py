from django.apps import AppConfig


class DemonstrationConfig(AppConfig):
    name = "dossiersco.demonstration"
    verbose_name = "Démonstration"
