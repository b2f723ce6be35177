"""Ce qu'un transporteur de SMS doit savoir faire : celui qui n'envoie rien, celui qui appelle."""

import json
import logging
from http.client import HTTPException
from typing import Any, Protocol
from urllib.error import HTTPError
from urllib.request import HTTPRedirectHandler, Request, build_opener

from django.conf import settings
from django.utils.module_loading import import_string

from dossiersco.siecle import telephones

ATTENTE = 10
journal = logging.getLogger(__name__)


class Transporteur(Protocol):
    def envoyer(self, numero: str, texte: str) -> None:
        """Remet le texte, ou lève OSError : il sera réessayé."""


class Journal:
    """N'envoie rien. Hors démonstration, on n'écrit donc aucun SMS : le code part sur papier."""

    def envoyer(self, numero: str, texte: str) -> None:
        journal.info("SMS de %d caractères gardé dans la boîte d’envoi", len(texte))


class SansSuivre(HTTPRedirectHandler):
    """Ni le jeton ni un code ne partent ailleurs qu'à l'adresse écrite dans les réglages."""

    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        return None


class PasserelleHttp:
    """La plupart des opérateurs prennent un POST en JSON : les noms des champs sont des réglages.

    Toute autre réponse que 2xx lève `HTTPError`, qui est une `OSError` : la boîte d'envoi réessaie.
    """

    def envoyer(self, numero: str, texte: str) -> None:
        try:
            build_opener(SansSuivre).open(_requete(numero, texte), timeout=ATTENTE).close()
        except HTTPError as erreur:
            journal.warning("La passerelle de SMS répond %d", erreur.code)
            raise
        except HTTPException as erreur:
            raise OSError("La passerelle de SMS ne répond pas en HTTP.") from erreur


def _requete(numero: str, texte: str) -> Request:
    corps = {
        **settings.SMS_CHAMPS,
        settings.SMS_CHAMP_NUMERO: telephones.international(numero),
        settings.SMS_CHAMP_TEXTE: texte,
    }
    entetes = {"Content-Type": "application/json", "Accept": "application/json"}
    if settings.SMS_JETON:
        nom, _, prefixe = settings.SMS_ENTETE.partition(":")
        entetes[nom] = f"{prefixe.strip()} {settings.SMS_JETON}".strip()
    contenu = json.dumps(corps).encode()
    return Request(  # noqa: S310 (schéma vérifié au démarrage, par `env.adresse`)
        settings.SMS_URL, contenu, entetes, method="POST"
    )


def disponible() -> bool:
    """La démonstration montre dans sa boîte les SMS qui seraient partis."""
    return settings.DEMONSTRATION or not issubclass(import_string(settings.SMS_BACKEND), Journal)


def transporteur() -> Transporteur:
    classe: type[Transporteur] = import_string(settings.SMS_BACKEND)
    return classe()
