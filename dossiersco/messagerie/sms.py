"""Ce qu'un transporteur de SMS doit savoir faire, et celui qui n'envoie rien."""

import logging
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

journal = logging.getLogger(__name__)


class Transporteur(Protocol):
    def envoyer(self, numero: str, texte: str) -> None:
        """Remet le texte, ou lève OSError : il sera réessayé."""


class Journal:
    """N'envoie rien. Hors démonstration, on n'écrit donc aucun SMS : le code part sur papier."""

    def envoyer(self, numero: str, texte: str) -> None:
        journal.info("SMS de %d caractères gardé dans la boîte d’envoi", len(texte))


def disponible() -> bool:
    """La démonstration montre dans sa boîte les SMS qui seraient partis."""
    return settings.DEMONSTRATION or not issubclass(import_string(settings.SMS_BACKEND), Journal)


def transporteur() -> Transporteur:
    classe: type[Transporteur] = import_string(settings.SMS_BACKEND)
    return classe()
