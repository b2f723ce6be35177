from django.apps import AppConfig


class EquipeConfig(AppConfig):
    name = "dossiersco.equipe"
    verbose_name = "Équipe"
