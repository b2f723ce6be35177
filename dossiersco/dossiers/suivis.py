"""Ce qui dit où en est une famille depuis la dernière décision du collège."""

from collections.abc import Collection
from datetime import datetime

from dossiersco.dossiers.models import Rattachement, Trace


def corriges(dossiers: Collection[int]) -> set[int]:
    """Ceux, parmi ces dossiers (ids), dont le collège a demandé une correction."""
    demandes = Trace.objects.en_vigueur().filter(dossier__in=dossiers, geste="demander_correction")
    return {pk for pk in demandes.values_list("dossier_id", flat=True) if pk is not None}


def visites(personnes: Collection[int]) -> dict[int, datetime]:
    """{id de la personne: la dernière fois qu'elle est entrée}, pour celles qui sont venues."""
    entres = Rattachement.objects.filter(personne__in=personnes, compte__last_login__isnull=False)
    dernieres = entres.values_list("personne_id", "compte__last_login")
    return {personne: le for personne, le in dernieres if le is not None}
