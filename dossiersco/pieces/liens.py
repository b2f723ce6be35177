"""Le lien qui envoie un document depuis un autre appareil, sans connexion."""

import hashlib
import secrets
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from dossiersco.dossiers.models import Dossier, Personne
from dossiersco.pieces.models import LienTelephone, PieceAttendue

DUREE = timedelta(minutes=15)
OCTETS = 24


@transaction.atomic
def ouvrir_lien(dossier: Dossier, attendue: PieceAttendue, *, par: Personne) -> str:
    """Rend le jeton, qui n'existe en clair que dans cette réponse ; le précédent ne vaut plus."""
    # Un à la fois : appuyer deux fois très vite laisse un seul lien en vigueur, sans erreur.
    Dossier.objects.select_for_update().get(pk=dossier.pk)
    maintenant = timezone.now()
    LienTelephone.objects.filter(expire_le__lt=maintenant - timedelta(days=1)).delete()
    siens = LienTelephone.objects.filter(dossier=dossier, attendue=attendue, personne=par)
    siens.filter(revoque_le=None).update(revoque_le=maintenant)
    jeton = secrets.token_urlsafe(OCTETS)
    LienTelephone.objects.create(
        empreinte=empreinte(jeton),
        dossier=dossier,
        attendue=attendue,
        personne=par,
        expire_le=maintenant + DUREE,
    )
    return jeton


def empreinte(jeton: str) -> str:
    """Une empreinte simple suffit : 192 bits tirés au hasard ne se devinent pas."""
    return hashlib.sha256(jeton.encode()).hexdigest()
