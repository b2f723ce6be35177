"""Une liste demandée par un agent : produite à part, gardée quelques jours."""

from typing import Self

from django.db import models
from django.utils import timezone

from dossiersco.campagnes.models import Campagne
from dossiersco.etablissements.models import Agent
from dossiersco.listes.stockage import chemin, stockage

FORMATS = {"xlsx": "Excel (.xlsx)", "csv": "CSV, pour tout logiciel"}
ZIP = "zip"
PAR_SORTE, PAR_ELEVE = "sorte", "eleve"
RANGEMENTS = {PAR_SORTE: "Par sorte de document", PAR_ELEVE: "Par élève"}
ETATS = {
    "demandee": "en attente",
    "en_cours": "en cours",
    "prete": "prête",
    "echec": "échec",
}


class ExtractionQuerySet(models.QuerySet["Extraction"]):
    def pour_agent(self, agent: Agent) -> Self:
        """Celles du collège, les plus récentes d'abord ; une liste expirée ne se lit plus."""
        return self.filter(
            campagne__etablissement=agent.etablissement_id, expire_le__gte=timezone.now()
        ).order_by("-pk")

    def expirees(self) -> Self:
        return self.filter(expire_le__lt=timezone.now())


class Extraction(models.Model):
    """`colonnes` : les noms choisis, dans l'ordre. `avancement` : lignes écrites jusqu'ici.

    Des documents : `colonnes` en nomme les sortes, `rangement` dit comment l'archive se range.
    """

    campagne = models.ForeignKey(Campagne, on_delete=models.CASCADE, related_name="extractions")
    par_agent = models.ForeignKey(Agent, on_delete=models.CASCADE, related_name="+")
    sorte = models.CharField(max_length=20)
    format = models.CharField(max_length=4, choices={**FORMATS, ZIP: "Archive (.zip)"})
    rangement = models.CharField(max_length=5, choices=RANGEMENTS, blank=True)
    colonnes = models.JSONField(default=list)
    etat = models.CharField("état", max_length=10, choices=ETATS, default="demandee")
    avancement = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    demandee_le = models.DateTimeField(default=timezone.now)
    expire_le = models.DateTimeField()
    fichier = models.FileField(storage=stockage, upload_to=chemin, max_length=200, blank=True)

    objects = ExtractionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(etat__in=list(ETATS)), name="etat_extraction_connu"
            )
        ]

    def __str__(self) -> str:
        return f"{self.sorte} du {self.demandee_le:%d/%m/%Y %H:%M}"
