from django.apps import AppConfig


class MessagerieConfig(AppConfig):
    name = "dossiersco.messagerie"
    verbose_name = "Messagerie"
