"""Les jours où le service relance de lui-même, si le collège le veut."""

from collections.abc import Sequence

from django.db import transaction

from dossiersco.campagnes.models import Campagne
from dossiersco.relances.actions import aujourd_hui_au_college
from dossiersco.relances.models import RelancesAutomatiques
from dossiersco.relances.tasks import programmer

# Ce que l'écran propose : combien de jours avant le dernier.
JOURS = (21, 14, 7, 2)


@transaction.atomic
def regler_les_jours(campagne: Campagne, jours: Sequence[int]) -> None:
    """Aucun : plus rien ne part d'office. Un jour déjà passé ne se rattrape pas."""
    RelancesAutomatiques.objects.update_or_create(
        campagne=campagne,
        defaults={
            "jours": sorted(set(jours), reverse=True),
            "depuis": aujourd_hui_au_college(campagne),
        },
    )
    programmer()


def jours_choisis(campagne: Campagne) -> list[int]:
    reglage = RelancesAutomatiques.objects.filter(campagne=campagne).first()
    return reglage.jours if reglage else []
