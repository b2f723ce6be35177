"""Les comptes qu'un même responsable a réunis, en montrant leurs codes : jamais sur un nom."""

from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from dossiersco.comptes import codes
from dossiersco.comptes.models import CodeAcces, Compte, Reunion


def reunis_a(compte: Compte) -> "QuerySet[Reunion, dict[str, int]]":
    """Les comptes que celui-ci montre aussi, pour un `IN (…)`.

    Comme pour une session, c'est à l'entrée que les codes ne devaient pas être dépassés : qui
    remplissait encore à la fermeture finit. Révoqué, un code coupe tout de suite.
    """
    entree = compte.last_login or timezone.now()
    siennes = Reunion.objects.en_vigueur(entree).filter(code__compte=compte)
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
    plus_tot = Q(last_login=None) | Q(last_login__lt=compte.last_login)
    Compte.objects.filter(plus_tot, pk__in=reunis_a(compte)).update(last_login=compte.last_login)
