from django.apps import AppConfig


class CampagnesConfig(AppConfig):
    name = "dossiersco.campagnes"
    verbose_name = "Campagnes"
