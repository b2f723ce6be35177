"""Ce que les agents se disent des dossiers : étiquettes, notes, vues, lots. Aucune famille."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.utils import timezone

from dossiersco.campagnes.models import Campagne
from dossiersco.etablissements.models import Agent, Etablissement

if TYPE_CHECKING:
    from dossiersco.dossiers.models import Dossier

LONGUEUR_ETIQUETTE = 30


class EtiquetteQuerySet(models.QuerySet["Etiquette"]):
    def pour_agent(self, agent: Agent) -> Self:
        return self.filter(etablissement=agent.etablissement_id)


class Etiquette(models.Model):
    """Un mot que le collège pose sur des dossiers, pour les retrouver ensemble."""

    etablissement = models.ForeignKey(
        Etablissement, on_delete=models.CASCADE, related_name="etiquettes"
    )
    nom = models.CharField(max_length=LONGUEUR_ETIQUETTE)

    objects = EtiquetteQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["etablissement", "nom"], name="une_etiquette_par_nom")
        ]

    def __str__(self) -> str:
        return self.nom


class NoteInterneQuerySet(models.QuerySet["NoteInterne"]):
    def pour_agent(self, agent: Agent) -> Self:
        return self.filter(dossier__campagne__etablissement=agent.etablissement_id)

    def pour_dossier(self, dossier: "Dossier") -> Self:
        """Les plus récentes d'abord, avec leur auteur."""
        return self.filter(dossier=dossier).select_related("par_agent").order_by("-pk")


class NoteInterne(models.Model):
    """Un mot entre agents sur un dossier."""

    dossier = models.ForeignKey("dossiers.Dossier", on_delete=models.CASCADE, related_name="notes")
    par_agent = models.ForeignKey(Agent, on_delete=models.RESTRICT, related_name="+")
    texte = models.TextField()
    le = models.DateTimeField(default=timezone.now)

    objects = NoteInterneQuerySet.as_manager()

    def __str__(self) -> str:
        return f"note {self.pk}"


class VueEnregistreeQuerySet(models.QuerySet["VueEnregistree"]):
    def pour_agent(self, agent: Agent) -> Self:
        """Les siennes, et celles que ses collègues partagent."""
        siennes = models.Q(par_agent=agent)
        partagees = models.Q(par_agent__etablissement=agent.etablissement_id, partagee=True)
        return self.filter(siennes | partagees).order_by("nom", "pk")


class VueEnregistree(models.Model):
    """Des filtres, un ordre et des colonnes qu'un agent retrouve d'un clic."""

    par_agent = models.ForeignKey(Agent, on_delete=models.CASCADE, related_name="vues")
    nom = models.CharField(max_length=60)
    # La suite de l'adresse, telle que l'écran la relit : rien d'autre n'y entre.
    parametres = models.TextField(blank=True)
    partagee = models.BooleanField(default=False)

    objects = VueEnregistreeQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["par_agent", "nom"], name="une_vue_par_nom")]

    def __str__(self) -> str:
        return self.nom


class LotQuerySet(models.QuerySet["Lot"]):
    def pour_agent(self, agent: Agent) -> Self:
        return self.filter(campagne__etablissement=agent.etablissement_id)


class Lot(models.Model):
    """Un geste fait d'un coup sur plusieurs dossiers.

    `lignes` : {id du dossier: ce qu'il disait avant}, de quoi annuler.
    """

    campagne = models.ForeignKey(Campagne, on_delete=models.CASCADE, related_name="lots")
    par_agent = models.ForeignKey(Agent, on_delete=models.RESTRICT, related_name="+")
    geste = models.CharField(max_length=20)
    valeur = models.CharField(max_length=100, blank=True)
    lignes = models.JSONField(default=dict)
    le = models.DateTimeField(default=timezone.now)
    annule_le = models.DateTimeField(null=True, blank=True)
    annule_par = models.ForeignKey(
        Agent, on_delete=models.RESTRICT, related_name="+", null=True, blank=True
    )

    objects = LotQuerySet.as_manager()

    def __str__(self) -> str:
        return f"lot {self.pk}"
