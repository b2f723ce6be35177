"""Qui a donné, changé ou retiré l'accès de qui : écrit une fois, jamais changé."""

from typing import Self

from django.db import models
from django.utils import timezone

from dossiersco.etablissements.models import Agent

GESTES = {
    "inviter": "a invité",
    "renvoyer": "a renvoyé l’invitation de",
    "changer_role": "a changé le rôle de",
    "retirer": "a retiré l’accès de",
    "rendre": "a rendu l’accès de",
    "oter_second_facteur": "a réinitialisé le second facteur de",
}


class TraceEquipeQuerySet(models.QuerySet["TraceEquipe"]):
    def pour_agent(self, agent: Agent) -> Self:
        return self.filter(agent__etablissement=agent.etablissement_id)

    def recentes(self) -> Self:
        return self.select_related("agent", "par_agent").order_by("-le", "-pk")[:50]


class TraceEquipe(models.Model):
    """`par_agent` est vide quand c'est l'exploitant, en ligne de commande."""

    agent = models.ForeignKey(Agent, on_delete=models.CASCADE, related_name="traces")
    geste = models.CharField(max_length=30, choices=GESTES)
    avant = models.CharField(max_length=20, blank=True)
    apres = models.CharField(max_length=20, blank=True)
    par_agent = models.ForeignKey(Agent, null=True, on_delete=models.RESTRICT, related_name="+")
    le = models.DateTimeField(default=timezone.now)

    objects = TraceEquipeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(geste__in=list(GESTES)), name="geste_equipe_connu"
            )
        ]

    def __str__(self) -> str:
        return f"{self.geste} : {self.agent_id}"
