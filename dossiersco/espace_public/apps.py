from django.apps import AppConfig


class EspacePublicConfig(AppConfig):
    name = "dossiersco.espace_public"
    verbose_name = "Pages publiques"
