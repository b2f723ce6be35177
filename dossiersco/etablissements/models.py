"""Le collège (le locataire) et ceux qui y travaillent."""

from typing import Self

from django.db import models

from dossiersco.comptes.models import Compte
from dossiersco.etablissements.droits import LIBELLES_ROLES, Geste, peut

SCHEMAS_RETOUR = {
    "commun": "Commun (valable en 3.1 et en 4.0)",
    "3.1": "3.1",
    "4.0": "4.0",
}


class Etablissement(models.Model):
    uai = models.CharField("UAI", max_length=8, unique=True)
    denom_princ = models.CharField("dénomination", max_length=30, blank=True)
    denom_compl = models.CharField("complément", max_length=30, blank=True)
    # Ce qu'une famille lit en bas de chaque page, tel que le collège l'écrit.
    telephone = models.CharField("téléphone", max_length=40, blank=True)
    horaires = models.CharField(max_length=200, blank=True)
    # Où arrive la réponse d'une famille à nos courriels ; vide : nulle part.
    mel_reponse = models.EmailField("courriel de réponse", blank=True)
    fuseau = models.CharField("fuseau horaire", max_length=40, default="Europe/Paris")
    schema_retour = models.CharField(
        "schéma du retour", max_length=6, choices=SCHEMAS_RETOUR, default="commun"
    )
    # Compteur NUM_ENVOI d'IMPORT_ELEVES : un numéro par envoi, jamais deux fois le même.
    dernier_envoi = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return self.nom

    @property
    def nom(self) -> str:
        return f"{self.denom_princ} {self.denom_compl}".strip() or f"Collège {self.uai}"


class AgentQuerySet(models.QuerySet["Agent"]):
    def pour_compte(self, compte: Compte) -> Self:
        return self.filter(compte=compte, actif=True, compte__is_active=True)


class Agent(models.Model):
    """Un compte, dans un collège, avec un rôle."""

    compte = models.OneToOneField(Compte, on_delete=models.CASCADE, related_name="agent")
    etablissement = models.ForeignKey(
        Etablissement, on_delete=models.CASCADE, related_name="agents"
    )
    nom = models.CharField(max_length=100)
    role = models.CharField(max_length=20, choices=LIBELLES_ROLES)
    actif = models.BooleanField(default=True)

    objects = AgentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(role__in=list(LIBELLES_ROLES)), name="role_connu"
            )
        ]

    def __str__(self) -> str:
        return self.nom

    def peut(self, geste: Geste) -> bool:
        return peut(self.role, geste)
