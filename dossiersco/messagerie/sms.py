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
    """N'envoie rien : sans contrat avec un opérateur, le texte reste dans la boîte d'envoi."""

    def envoyer(self, numero: str, texte: str) -> None:
        journal.info("SMS de %d caractères gardé dans la boîte d'envoi", len(texte))


def transporteur() -> Transporteur:
    classe: type[Transporteur] = import_string(settings.SMS_BACKEND)
    return classe()
