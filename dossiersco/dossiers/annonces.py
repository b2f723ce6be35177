"""Ce que le collège a décidé, à dire à une famille : un seul message par personne et par lot.

Une annonce attend un peu avant de partir : l'agent peut revenir sur sa décision, et celles qu'il
prend dans la foulée, sur un frère ou un document, partent ensemble.
"""

from datetime import datetime, timedelta
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.utils import timezone


class AnnonceQuerySet(models.QuerySet["Annonce"]):
    def a_poster(self) -> Self:
        return self.filter(postee_le=None).order_by("pk")

    def mures(self, le: datetime) -> Self:
        return self.a_poster().filter(cree_le__lte=le - delai())


class Annonce(models.Model):
    """`gabarit` et `contexte` : ceux de `messagerie`. `lot` : le geste qui la défait."""

    dossier = models.ForeignKey(
        "dossiers.Dossier", on_delete=models.CASCADE, related_name="annonces"
    )
    personne = models.ForeignKey(
        "dossiers.Personne", on_delete=models.CASCADE, related_name="annonces"
    )
    gabarit = models.CharField(max_length=40)
    contexte: models.JSONField[Any, Any] = models.JSONField(default=dict)
    lot = models.UUIDField(null=True, blank=True, db_index=True)
    cree_le = models.DateTimeField(default=timezone.now)
    postee_le = models.DateTimeField(null=True, blank=True)

    objects = AnnonceQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["postee_le", "cree_le"], name="annonces_a_poster")]

    def __str__(self) -> str:
        return f"{self.gabarit} pour {self.personne_id}"


def delai() -> timedelta:
    return timedelta(minutes=settings.DELAI_ANNONCES)
