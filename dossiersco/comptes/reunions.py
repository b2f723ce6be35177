"""Les comptes qu'un même responsable a réunis, en montrant leurs codes : jamais sur un nom."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from dossiersco.comptes import codes
from dossiersco.comptes.models import CodeAcces, Compte, MoyenVerifie, Reunion


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


def qui_suivraient(envois: Mapping[int, tuple[str, str]]) -> list[Reunion]:
    """Celles qu'un code neuf ne coupe pas. `envois` : {compte: (canal, adresse)} où il part.

    Le compte qui réunit a prouvé lire cette adresse : qui la lit a déjà ce qu'elle montre.
    """
    touchees = Q(code__compte__in=envois) | Q(autre__compte__in=envois)
    reunions = Reunion.objects.en_vigueur(timezone.now()).filter(touchees)
    lues = list(reunions.select_related("code", "autre"))
    verifies = MoyenVerifie.objects.filter(compte__in=[reunion.code.compte_id for reunion in lues])
    prouves = set(verifies.values_list("compte", "canal", "valeur"))
    return [
        reunion
        for reunion in lues
        if all(
            (reunion.code.compte_id, *envois[code.compte_id]) in prouves
            for code in (reunion.code, reunion.autre)
            if code.compte_id in envois
        )
    ]


def faire_suivre(reunions: Sequence[Reunion], comptes: Collection[int]) -> None:
    """Leurs codes, remplacés dans ces comptes-là, deviennent les neufs."""
    en_vigueur = CodeAcces.objects.filter(compte__in=comptes, revoque_le=None)
    neufs = {code.compte_id: code for code in en_vigueur}
    for reunion in reunions:
        reunion.code = neufs.get(reunion.code.compte_id, reunion.code)
        reunion.autre = neufs.get(reunion.autre.compte_id, reunion.autre)
    Reunion.objects.bulk_update(reunions, ["code", "autre"])
