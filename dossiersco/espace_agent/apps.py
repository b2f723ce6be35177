from django.apps import AppConfig


class EspaceAgentConfig(AppConfig):
    name = "dossiersco.espace_agent"
    verbose_name = "Espace des agents"
