from django.apps import AppConfig


class EspaceOperateurConfig(AppConfig):
    name = "dossiersco.espace_operateur"
    verbose_name = "Espace de l’opérateur"
