from django.apps import AppConfig


class EspaceFamilleConfig(AppConfig):
    name = "dossiersco.espace_famille"
    verbose_name = "Espace des familles"
