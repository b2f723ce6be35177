from django.apps import AppConfig


class EtablissementsConfig(AppConfig):
    name = "dossiersco.etablissements"
    verbose_name = "Établissements"
