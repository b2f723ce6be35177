from django.apps import AppConfig


class EchangesConfig(AppConfig):
    name = "dossiersco.echanges"
    verbose_name = "Échanges avec SIECLE"
