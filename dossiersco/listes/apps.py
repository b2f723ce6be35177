from django.apps import AppConfig


class ListesConfig(AppConfig):
    name = "dossiersco.listes"
    verbose_name = "Listes"
