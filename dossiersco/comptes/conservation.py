"""Effacer ce qui n'ouvre plus rien ; quand, `campagnes/conservation.py` le dit."""

from datetime import datetime

from django.contrib.sessions.models import Session
from django.db.models import Q

from dossiersco.comptes.models import (
    CodeAcces,
    CodeVerification,
    Compte,
    EchecConnexion,
    LienConnexion,
    Reunion,
)


def effacer_les_codes(avant: datetime) -> dict[str, int]:
    """Une réunion part avec l'un de ses deux codes."""
    morts = CodeAcces.objects.filter(Q(expire_le__lt=avant) | Q(revoque_le__lt=avant))
    _, par_modele = morts.delete()
    return {
        "codes d’accès": par_modele.get(CodeAcces._meta.label, 0),
        "réunions": par_modele.get(Reunion._meta.label, 0),
    }


def effacer_les_sessions(avant: datetime) -> dict[str, int]:
    _, par_modele = Session.objects.filter(expire_date__lt=avant).delete()
    return {"sessions": par_modele.get(Session._meta.label, 0)}


def effacer_ce_qui_sert_une_fois(avant: datetime) -> dict[str, int]:
    verifications, _ = CodeVerification.objects.filter(expire_le__lt=avant).delete()
    liens, _ = LienConnexion.objects.filter(expire_le__lt=avant).delete()
    echecs, _ = EchecConnexion.objects.filter(le__lt=avant).delete()
    return {
        "codes de vérification": verifications,
        "liens de connexion": liens,
        "essais manqués": echecs,
    }


def effacer_les_comptes_sans_personne(comptes: set[int]) -> int:
    """Ceux d'entre eux qui n'agissent plus pour personne ; jamais un agent ni un opérateur."""
    seuls = Compte.objects.filter(pk__in=comptes, mel=None, est_operateur=False, rattachements=None)
    _, par_modele = seuls.delete()
    return par_modele.get(Compte._meta.label, 0)
