"""Ce qui est entré de SIECLE, ce qui y est retourné : gardé avec l'auteur et l'empreinte."""

from typing import Any, Self

from django.db import models
from django.utils import timezone

from dossiersco.campagnes.models import Campagne
from dossiersco.dossiers.models import Dossier
from dossiersco.echanges.stockage import chemin, stockage
from dossiersco.etablissements.models import Agent


class ImportQuerySet(models.QuerySet["Import"]):
    def pour_agent(self, agent: Agent) -> Self:
        return self.filter(campagne__etablissement=agent.etablissement_id).order_by("-pk")


class Import(models.Model):
    """Un lot de fichiers appliqué. `fichiers` : [{nom, type, sha256, horodatage…}]."""

    campagne = models.ForeignKey(Campagne, on_delete=models.CASCADE, related_name="imports")
    par_agent = models.ForeignKey(
        Agent, on_delete=models.RESTRICT, related_name="+", null=True, blank=True
    )
    le = models.DateTimeField(default=timezone.now)
    fichiers: models.JSONField[Any, Any] = models.JSONField(default=list)
    bilan: models.JSONField[Any, Any] = models.JSONField(default=dict)

    objects = ImportQuerySet.as_manager()

    def __str__(self) -> str:
        return f"import du {self.le:%d/%m/%Y %H:%M}"


class RetourQuerySet(models.QuerySet["Retour"]):
    def pour_agent(self, agent: Agent) -> Self:
        return self.filter(campagne__etablissement=agent.etablissement_id).order_by("-pk")


class Retour(models.Model):
    """Un fichier IMPORT_ELEVES produit : qui, quand, quels dossiers, quelle empreinte.

    `remarques` : ce qu'on en savait alors, [{code, gravite, qui, message}].
    """

    campagne = models.ForeignKey(Campagne, on_delete=models.CASCADE, related_name="retours")
    par_agent = models.ForeignKey(
        Agent, on_delete=models.RESTRICT, related_name="+", null=True, blank=True
    )
    le = models.DateTimeField(default=timezone.now)
    schema = models.CharField(max_length=6)
    num_envoi = models.PositiveIntegerField()
    fichier = models.FileField(storage=stockage, upload_to=chemin, max_length=200)
    sha256 = models.CharField(max_length=64)
    remarques: models.JSONField[Any, Any] = models.JSONField(default=list)
    dossiers = models.ManyToManyField(Dossier, related_name="retours")

    objects = RetourQuerySet.as_manager()

    def __str__(self) -> str:
        return self.fichier.name or f"retour {self.pk}"
