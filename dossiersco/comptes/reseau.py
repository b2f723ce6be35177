"""D'où vient une requête."""

from django.conf import settings
from django.http import HttpRequest


def adresse_ip(request: HttpRequest) -> str:
    """Derrière un mandataire (PRODUCTION), la dernière adresse qu'il a lui-même ajoutée."""
    relayee = request.headers.get("X-Forwarded-For", "") if settings.PRODUCTION else ""
    return relayee.split(",")[-1].strip() or str(request.META.get("REMOTE_ADDR", ""))
