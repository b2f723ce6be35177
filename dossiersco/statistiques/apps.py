from django.apps import AppConfig


class StatistiquesConfig(AppConfig):
    name = "dossiersco.statistiques"
    verbose_name = "Statistiques"
