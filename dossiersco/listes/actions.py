"""Demander une liste ; `production.py` la produit."""

from collections.abc import Sequence
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from dossiersco.campagnes.models import Campagne
from dossiersco.etablissements.models import Agent
from dossiersco.listes.menage import oublier_les_expirees
from dossiersco.listes.models import Extraction
from dossiersco.listes.sortes import Sorte
from dossiersco.listes.tasks import oublier_les_listes, produire_l_extraction

GARDEE = timedelta(days=7)


class ListeRefusee(Exception):
    """Cet agent n'a pas droit à cette liste."""


@transaction.atomic
def demander(
    campagne: Campagne,
    sorte: Sorte,
    *,
    colonnes: Sequence[str],
    en: str,
    par: Agent,
    rangement: str = "",
) -> Extraction:
    """La tâche part avec la demande, ou pas du tout. `rangement` : d'une archive de documents."""
    if not par.peut(sorte.geste):
        raise ListeRefusee
    oublier_les_expirees()
    extraction = Extraction.objects.create(
        campagne=campagne,
        par_agent=par,
        sorte=sorte.nom,
        format=en,
        rangement=rangement,
        colonnes=[colonne.nom for colonne in sorte.choisies(list(colonnes))],
        expire_le=timezone.now() + GARDEE,
    )
    produire_l_extraction.enqueue(extraction.pk)
    # Même si plus personne ne demande rien. Le moteur des tests ne sait pas attendre.
    if oublier_les_listes.get_backend().supports_defer:
        oublier_les_listes.using(run_after=extraction.expire_le).enqueue()
    return extraction
