"""Les comptes qu'un même responsable a réunis, en montrant leurs codes : jamais sur un nom."""

from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from dossiersco.comptes import codes
from dossiersco.comptes.models import CodeAcces, Compte, Reunion


def reunis_a(compte: Compte, le: datetime) -> QuerySet[Any, Any]:
    """Les comptes que celui-ci montre aussi, pour un `IN (…)`.

    `le` : quand il est entré. Comme pour une session, c'est là que les codes ne devaient pas être
    dépassés : qui remplissait encore à la fermeture finit. Révoqué, un code coupe tout de suite.
    """
    siennes = Reunion.objects.en_vigueur(le).filter(code__compte=compte)
    return siennes.values("autre__compte")


def est_a_reunir(visiteur: Any, code: str) -> bool:
    """Une famille déjà entrée ouvre le lien d'un code qui n'est pas le sien.

    N'en dit pas plus : ni que ce code existe, ni à qui il est.
    """
    if not isinstance(visiteur, Compte) or visiteur.mel:
        return False
    empreinte = codes.empreinte(codes.normaliser(code))
    return not CodeAcces.objects.filter(compte=visiteur, empreinte=empreinte).exists()


def noter_l_entree(compte: Compte) -> None:
    """Entrer par l'un, c'est entrer chez tous : aucun collège ne le croit jamais venu."""
    le = compte.last_login or timezone.now()
    plus_tot = Q(last_login=None) | Q(last_login__lt=le)
    Compte.objects.filter(plus_tot, pk__in=reunis_a(compte, le)).update(last_login=le)
