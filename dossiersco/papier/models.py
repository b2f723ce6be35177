"""Un tirage : lettres ou feuilles demandées par un agent, produites à part, vite effacées."""

from datetime import timedelta
from typing import Self

from django.db import models
from django.utils import timezone

from dossiersco.campagnes.models import Campagne
from dossiersco.etablissements.models import Agent
from dossiersco.papier.stockage import chemin, stockage

SORTES = {
    "lettres": "Lettres d’invitation",
    "rappels": "Lettres de relance",
    "feuilles": "Dossiers à remplir",
}
ETATS = {
    "demande": "en attente",
    "en_cours": "en cours",
    "pret": "prêt",
    "echec": "échec",
}


ABANDON = timedelta(hours=1)
DOUBLE_APPUI = timedelta(minutes=1)


class TirageQuerySet(models.QuerySet["Tirage"]):
    def pour_agent(self, agent: Agent) -> Self:
        """Ceux du collège, les plus récents d'abord ; un tirage expiré ne se lit plus."""
        return self.filter(
            campagne__etablissement=agent.etablissement_id, expire_le__gte=timezone.now()
        ).order_by("-pk")

    def expires(self) -> Self:
        return self.filter(expire_le__lt=timezone.now())

    def a_l_instant(self, agent: Agent, sorte: str, *, codes_neufs: bool) -> Self:
        """Le même agent vient d'appuyer."""
        instant = timezone.now() - DOUBLE_APPUI
        return self.pour_agent(agent).filter(
            par_agent=agent, sorte=sorte, codes_neufs=codes_neufs, demande_le__gt=instant
        )

    def en_route(self, campagne: Campagne) -> Self:
        """Un tirage plus vieux que cela est celui d'un ouvrier mort, que rien ne doit attendre."""
        recent = timezone.now() - ABANDON
        return self.filter(
            campagne=campagne, etat__in=("demande", "en_cours"), demande_le__gt=recent
        )


class Tirage(models.Model):
    """`cibles` : [[dossier, personne], …]. `laisses` : ceux qui ne s'impriment pas, et pourquoi."""

    campagne = models.ForeignKey(Campagne, on_delete=models.CASCADE, related_name="tirages")
    par_agent = models.ForeignKey(Agent, on_delete=models.CASCADE, related_name="+")
    sorte = models.CharField(max_length=10, choices=SORTES)
    cibles: models.JSONField[list[list[int]], list[list[int]]] = models.JSONField(default=list)
    # Faux : qui a déjà un code le garde, et son dessin ne mène qu'à la page d'entrée.
    codes_neufs = models.BooleanField(default=True)
    etat = models.CharField("état", max_length=10, choices=ETATS, default="demande")
    avancement = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    laisses: models.JSONField[list[str], list[str]] = models.JSONField(default=list)
    demande_le = models.DateTimeField(default=timezone.now)
    expire_le = models.DateTimeField()
    fichier = models.FileField(storage=stockage, upload_to=chemin, max_length=200, blank=True)

    objects = TirageQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(etat__in=list(ETATS)), name="etat_tirage_connu"
            ),
            models.CheckConstraint(
                condition=models.Q(sorte__in=list(SORTES)), name="sorte_tirage_connue"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_sorte_display()} du {self.demande_le:%d/%m/%Y %H:%M}"
