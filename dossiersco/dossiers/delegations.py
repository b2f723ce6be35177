"""Un agent écrit au nom d'un responsable, une demi-heure : ce qui revient sur papier, au guichet.

Le modèle, que `models.py` réexporte ; les gestes sont dans `guichet.py`.
"""

from datetime import timedelta
from typing import Self

from django.db import models
from django.utils import timezone

from dossiersco.etablissements.models import Agent

CANAUX = {"papier": "sur papier", "guichet": "au guichet"}
DUREE = timedelta(minutes=30)
# Le début de toutes les adresses d'une saisie : chaque onglet dit ainsi pour qui il écrit.
PREFIXE = "/pour/"


class DelegationQuerySet(models.QuerySet["Delegation"]):
    def pour_agent(self, agent: Agent) -> Self:
        """Les siennes seulement : un collègue en ouvre une autre, à son nom."""
        return self.filter(par_agent=agent).select_related("personne", "dossier")

    def en_cours(self) -> Self:
        return self.filter(fermee_le=None, expire_le__gt=timezone.now())


class Delegation(models.Model):
    """`dossier` : celui d'où elle est ouverte, où l'agent revient."""

    par_agent = models.ForeignKey(Agent, on_delete=models.RESTRICT, related_name="+")
    personne = models.ForeignKey(
        "dossiers.Personne", on_delete=models.CASCADE, related_name="delegations"
    )
    dossier = models.ForeignKey("dossiers.Dossier", on_delete=models.CASCADE, related_name="+")
    canal = models.CharField(max_length=7, choices=CANAUX)
    ouverte_le = models.DateTimeField(default=timezone.now)
    expire_le = models.DateTimeField()
    fermee_le = models.DateTimeField(null=True, blank=True)

    objects = DelegationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(canal__in=list(CANAUX)), name="canal_delegation_connu"
            )
        ]

    def __str__(self) -> str:
        return f"saisie {self.pk}, {self.get_canal_display()}"

    def chemin(self, adresse: str) -> str:
        """ "/famille/dossier/3/" -> "/pour/12/famille/dossier/3/"."""
        return f"{PREFIXE}{self.pk}{adresse}"
