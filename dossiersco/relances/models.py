"""Qui a été relancé, quand, par quoi ; et les jours où le service relance de lui-même."""

from datetime import timedelta
from typing import Self

from django.db import models
from django.utils import timezone

from dossiersco.campagnes.models import Campagne
from dossiersco.dossiers.models import Personne
from dossiersco.etablissements.models import Agent

CANAUX = {"mel": "courriel", "sms": "SMS", "lettre": "lettre"}
# Pas deux rappels à la même personne dans ce délai, quel que soit l'agent ou le canal.
ECART = timedelta(days=7)


class RelanceQuerySet(models.QuerySet["Relance"]):
    def recentes(self) -> Self:
        return self.filter(le__gt=timezone.now() - ECART)


class Relance(models.Model):
    """`numero` : la combientième de cette personne pour cette campagne. Sans agent : d'office."""

    campagne = models.ForeignKey(Campagne, on_delete=models.CASCADE, related_name="relances")
    personne = models.ForeignKey(Personne, on_delete=models.CASCADE, related_name="relances")
    numero = models.PositiveSmallIntegerField()
    canal = models.CharField(max_length=6, choices=CANAUX)
    par_agent = models.ForeignKey(Agent, on_delete=models.RESTRICT, related_name="+", null=True)
    le = models.DateTimeField(default=timezone.now)

    objects = RelanceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["campagne", "personne", "numero"], name="une_relance_par_numero"
            )
        ]

    def __str__(self) -> str:
        return f"relance {self.numero}, {self.get_canal_display()}"


class RelancesAutomatiques(models.Model):
    """`jours` : combien de jours avant le dernier. `depuis` : ce qui était dû avant est passé."""

    campagne = models.OneToOneField(
        Campagne, on_delete=models.CASCADE, related_name="relances_automatiques"
    )
    jours: models.JSONField[list[int], list[int]] = models.JSONField(default=list)
    depuis = models.DateField()

    def __str__(self) -> str:
        return f"relances automatiques {self.jours}"
