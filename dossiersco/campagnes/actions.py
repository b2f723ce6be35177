"""Les gestes sur une campagne."""

from django.db.models import Q
from django.utils import timezone

from dossiersco.campagnes.models import Campagne


def ouvrir(campagne: Campagne) -> None:
    """Les familles peuvent commencer, même avant le jour prévu. Ouvrir deux fois ne change rien."""
    maintenant = timezone.now()
    pas_encore = Q(ouverte_le=None) | Q(ouverte_le__gt=maintenant)
    Campagne.objects.filter(pas_encore, pk=campagne.pk).update(ouverte_le=maintenant)
    campagne.refresh_from_db(fields=["ouverte_le"])
