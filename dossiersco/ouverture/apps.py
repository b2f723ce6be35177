from django.apps import AppConfig


class OuvertureConfig(AppConfig):
    name = "dossiersco.ouverture"
    verbose_name = "Ouvrir un collège"
