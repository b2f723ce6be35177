"""Les liens qu'un agent reçoit : 192 bits tirés au sort, gardés en empreinte, un seul usage."""

import secrets
from datetime import timedelta

from django.utils import timezone
from django.utils.crypto import salted_hmac

from dossiersco.comptes.models import Compte, LienAgent

DUREES = {
    "activation": timedelta(days=7),
    "oubli": timedelta(minutes=30),
    "mel": timedelta(minutes=30),
}
REPOS = timedelta(minutes=1)


def creer(compte: Compte, nature: str, *, mel: str = "") -> str:
    """Le jeton, en clair dans cette réponse seulement. Le lien précédent ne vaut plus rien."""
    jeton = secrets.token_urlsafe(24)
    LienAgent.objects.update_or_create(
        compte=compte,
        nature=nature,
        defaults={
            "empreinte": empreinte(jeton),
            "mel": mel,
            "expire_le": timezone.now() + DUREES[nature],
        },
    )
    return jeton


def vient_de_partir(compte: Compte, nature: str, *, mel: str = "") -> bool:
    """Le même lien, il y a moins d'une minute : un second appui n'écrit pas deux fois."""
    depuis = timezone.now() + DUREES[nature] - REPOS
    siens = LienAgent.objects.filter(compte=compte, nature=nature, mel=mel)
    return siens.filter(expire_le__gt=depuis).exists()


def lire(jeton: str, *natures: str) -> LienAgent | None:
    en_vigueur = LienAgent.objects.en_vigueur().filter(nature__in=natures)
    return en_vigueur.filter(empreinte=empreinte(jeton)).select_related("compte").first()


def consommer(lien: LienAgent) -> bool:
    """Une seule fois : de deux envois simultanés, celui qui efface la ligne gagne."""
    return bool(LienAgent.objects.en_vigueur().filter(empreinte=lien.empreinte).delete()[0])


def empreinte(jeton: str) -> str:
    return salted_hmac("dossiersco.comptes.lien_agent", jeton, algorithm="sha256").hexdigest()
