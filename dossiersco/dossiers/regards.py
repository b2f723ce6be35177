"""Qui regarde quel dossier en ce moment : de quoi ne pas s'y mettre à deux."""

from datetime import timedelta
from typing import TYPE_CHECKING, Self

from django.db import models
from django.utils import timezone

from dossiersco.etablissements.models import Agent

if TYPE_CHECKING:
    from dossiersco.dossiers.models import Dossier

# L'écran le redit toutes les quarante secondes : trois oublis, et l'agent n'y est plus.
VIVANT = timedelta(minutes=2)


class RegardQuerySet(models.QuerySet["Regard"]):
    def vivants(self) -> Self:
        return self.filter(vu_le__gt=timezone.now() - VIVANT, agent__actif=True)

    def pour_agent(self, agent: Agent) -> Self:
        """Ce que ses collègues regardent, sans ce qu'il regarde lui-même."""
        collegues = self.filter(agent__etablissement=agent.etablissement_id).exclude(agent=agent.pk)
        return collegues.vivants()


class Regard(models.Model):
    """Le dossier qu'un agent a sous les yeux. Une ligne par agent : où il est, jamais où il fut."""

    agent = models.OneToOneField(Agent, on_delete=models.CASCADE, related_name="regard")
    dossier = models.ForeignKey(
        "dossiers.Dossier", on_delete=models.CASCADE, related_name="regards"
    )
    vu_le = models.DateTimeField(default=timezone.now)

    objects = RegardQuerySet.as_manager()

    def __str__(self) -> str:
        return f"agent {self.agent_id}, dossier {self.dossier_id}"


def regarder(dossier: "Dossier", *, par: Agent) -> None:
    """Une seule écriture : deux onglets du même agent ne se gênent pas, le dernier l'emporte."""
    Regard.objects.bulk_create(
        [Regard(agent=par, dossier=dossier, vu_le=timezone.now())],
        update_conflicts=True,
        unique_fields=["agent"],
        update_fields=["dossier", "vu_le"],
    )
