"""Le collège dit un élève parti avant que SIECLE ne le sache, ou revient sur ce qu'il a dit.

Ce n'est ni `date_sortie` ni `absent_depuis`, que SIECLE seul écrit : un import ne défait pas ce que
le collège a dit, et le collège ne défait pas ce que SIECLE dit.
"""

from django.db import transaction
from django.utils import timezone

from dossiersco.dossiers.models import Dossier, Eleve, Trace
from dossiersco.etablissements.models import Agent


@transaction.atomic
def dire_parti(dossier: Dossier, *, par: Agent) -> None:
    """Le dossier se ferme pour la famille ; rien ne s'efface, rien ne part vers SIECLE."""
    jour = timezone.localdate()
    if Eleve.objects.filter(pk=dossier.eleve_id, depart_dit_le=None).update(depart_dit_le=jour):
        dossier.eleve.depart_dit_le = jour
        Trace.objects.create(dossier=dossier, geste="dire_parti", par_agent=par)


@transaction.atomic
def dire_present(dossier: Dossier, *, par: Agent) -> None:
    """Tout reprend où c'était, sauf si SIECLE le dit parti lui aussi."""
    dits = Eleve.objects.filter(pk=dossier.eleve_id, depart_dit_le__isnull=False)
    if dits.update(depart_dit_le=None):
        dossier.eleve.depart_dit_le = None
        Trace.objects.create(dossier=dossier, geste="dire_present", par_agent=par)
