from django.apps import AppConfig


class SocleConfig(AppConfig):
    name = "dossiersco.socle"
    verbose_name = "Socle"
