"""Les gestes sur une campagne."""

from django.utils import timezone

from dossiersco.campagnes.models import Campagne


def ouvrir(campagne: Campagne) -> None:
    """Les familles peuvent commencer. Ouvrir deux fois ne change pas l'heure d'ouverture."""
    Campagne.objects.filter(pk=campagne.pk, ouverte_le=None).update(ouverte_le=timezone.now())
    campagne.refresh_from_db(fields=["ouverte_le"])
