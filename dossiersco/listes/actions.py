"""Demander une liste, l'oublier ; `production.py` la produit."""

from collections.abc import Sequence
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from dossiersco.campagnes.models import Campagne
from dossiersco.etablissements.models import Agent
from dossiersco.listes.models import Extraction
from dossiersco.listes.sortes import Sorte
from dossiersco.listes.tasks import produire_l_extraction

GARDEE = timedelta(days=7)


class ListeRefusee(Exception):
    """Cet agent n'a pas droit à cette liste."""


@transaction.atomic
def demander(
    campagne: Campagne, sorte: Sorte, *, colonnes: Sequence[str], en: str, par: Agent
) -> Extraction:
    """La tâche part avec la demande, ou pas du tout."""
    if not par.peut(sorte.geste):
        raise ListeRefusee
    oublier_les_expirees()
    extraction = Extraction.objects.create(
        campagne=campagne,
        par_agent=par,
        sorte=sorte.nom,
        format=en,
        colonnes=[colonne.nom for colonne in sorte.choisies(list(colonnes))],
        expire_le=timezone.now() + GARDEE,
    )
    produire_l_extraction.enqueue(extraction.pk)
    return extraction


def oublier_les_expirees() -> int:
    """Rend leur nombre. Le fichier d'abord : une ligne sans fichier se voit, l'inverse non."""
    expirees = list(Extraction.objects.expirees())
    for extraction in expirees:
        extraction.fichier.delete(save=False)
        extraction.delete()
    return len(expirees)
