"""Le collège (le locataire) et ceux qui y travaillent."""

from datetime import timedelta
from typing import Self
from uuid import UUID

from django.db import models
from django.utils import timezone

from dossiersco.comptes.models import Compte
from dossiersco.etablissements.droits import EN_VISITE, LIBELLES_ROLES, Geste, Role, peut

SCHEMAS_RETOUR = {
    "commun": "Commun (valable en 3.1 et en 4.0)",
    "3.1": "3.1",
    "4.0": "4.0",
}


DUREE_D_UNE_VISITE = timedelta(minutes=60)
# Passé ce délai, le bandeau disparaît ; la page des visites garde tout.
VISITE_RECENTE = timedelta(hours=24)


class EtablissementQuerySet(models.QuerySet["Etablissement"]):
    def vrais(self) -> Self:
        """Sans les collèges d'essai, qu'aucun décompte ne doit voir."""
        return self.filter(essai_de=None)

    def pour_operateur(self) -> Self:
        return self.vrais().order_by("uai")

    def pour_essai(self, agent: "Agent") -> Self:
        """La copie de son collège, où il essaie comme une famille."""
        return self.filter(essai_de=agent.etablissement_id)


class Etablissement(models.Model):
    """`essai_de` : le vrai collège dont celui-ci est la copie, où l'on répète comme une famille."""

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
    essai_de = models.OneToOneField(
        "self", on_delete=models.CASCADE, related_name="essai", null=True, blank=True
    )

    objects = EtablissementQuerySet.as_manager()

    def __str__(self) -> str:
        return self.nom

    @property
    def nom(self) -> str:
        return f"{self.denom_princ} {self.denom_compl}".strip() or f"Collège {self.uai}"


class AgentQuerySet(models.QuerySet["Agent"]):
    def pour_compte(self, compte: Compte) -> Self:
        return self.filter(compte=compte, actif=True, compte__is_active=True)

    def pour_agent(self, agent: "Agent") -> Self:
        """Ses collègues et lui-même, actifs ou non."""
        return self.filter(etablissement=agent.etablissement_id)

    def equipe(self) -> Self:
        """De quoi montrer chacun : sa dernière connexion, son second facteur."""
        return self.select_related("compte__second_facteur").order_by("-actif", "nom", "pk")


class Agent(models.Model):
    """Un compte, dans un collège, avec un rôle."""

    compte = models.OneToOneField(Compte, on_delete=models.CASCADE, related_name="agent")
    etablissement = models.ForeignKey(
        Etablissement, on_delete=models.CASCADE, related_name="agents"
    )
    nom = models.CharField(max_length=100)
    role = models.CharField(max_length=20, choices=LIBELLES_ROLES)
    actif = models.BooleanField(default=True)

    # Le geste en cours, s'il peut s'annuler : pas une colonne, ce qu'il écrit le dira.
    lot: UUID | None = None
    # Ni l'un ni l'autre n'est une colonne : un visiteur n'est pas un agent du collège.
    visite_recente: bool = False
    en_visite: bool = False

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
        if self.en_visite:
            return geste in EN_VISITE
        return peut(self.role, geste)


class LienInscription(models.Model):
    """L'empreinte d'un lien qui ouvre l'espace d'un collège, une fois, par sa première direction.

    `mel` : l'adresse qui l'a reçu, et avec laquelle la direction se connectera.
    """

    uai = models.CharField("UAI", max_length=8)
    mel = models.EmailField()
    empreinte = models.CharField(max_length=64, unique=True)
    expire_le = models.DateTimeField()

    def __str__(self) -> str:
        return f"inscription de {self.uai}"


class VisiteQuerySet(models.QuerySet["Visite"]):
    def pour_agent(self, agent: Agent) -> Self:
        return self.filter(etablissement=agent.etablissement_id).order_by("-le")

    def pour_operateur(self, compte: Compte) -> Self:
        return self.filter(operateur=compte, operateur__est_operateur=True).order_by("-le")

    def en_cours(self) -> Self:
        return self.filter(jusqu_a__gt=timezone.now())


class Visite(models.Model):
    """Un opérateur regarde l'espace d'un collège : pourquoi, de quand à quand. Ne s'efface pas."""

    etablissement = models.ForeignKey(
        Etablissement, on_delete=models.CASCADE, related_name="visites"
    )
    operateur = models.ForeignKey(Compte, on_delete=models.RESTRICT, related_name="visites")
    motif = models.CharField(max_length=300)
    le = models.DateTimeField(default=timezone.now)
    # Finir plus tôt avance cette heure : rien d'autre ne dit qu'une visite est en cours.
    jusqu_a = models.DateTimeField()

    objects = VisiteQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["etablissement", "le"], name="visites_du_college")]

    def __str__(self) -> str:
        return f"visite du {self.le:%d/%m/%Y %H:%M}"

    def visiteur(self) -> Agent:
        """Qui regarde : pas un agent enregistré ; rien ne peut porter sa signature."""
        # 0 n'est personne : « les dossiers qu'il suit » se demande, et ne trouve rien.
        visiteur = Agent(
            pk=0,
            compte=self.operateur,
            etablissement=self.etablissement,
            nom=f"Opérateur {self.operateur.mel}",
            role=Role.LECTURE,
        )
        visiteur.en_visite = True
        return visiteur
