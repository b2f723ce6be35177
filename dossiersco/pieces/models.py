"""Les documents : ce que la campagne demande, ce que les familles envoient."""

from datetime import datetime
from typing import NamedTuple, Self

from django.db import models
from django.db.models import Exists, FilteredRelation, OuterRef, Q
from django.utils import timezone

from dossiersco.campagnes.models import Campagne
from dossiersco.dossiers.models import NIVEAUX_QUI_AGISSENT, Dossier, Personne
from dossiersco.etablissements.models import Agent
from dossiersco.pieces.conditions import CONDITIONS
from dossiersco.pieces.stockage import chemin, stockage

ETATS = {"recue": "à regarder", "acceptee": "accepté", "refusee": "refusé"}


class PieceAttendueQuerySet(models.QuerySet["PieceAttendue"]):
    def pour_dossier(self, dossier: Dossier) -> Self:
        return self.filter(campagne=dossier.campagne_id).order_by("pk")

    def pour_famille(self, dossier: Dossier, personne: Personne) -> list["LigneDemandee"]:
        """Une ligne par document que cette personne a envoyé, au moins une par document demandé."""
        d_un_autre = (
            PieceJointe.objects.filter(dossier=dossier, attendue=OuterRef("pk"))
            .exclude(personne=personne)
            .exclude(etat="refusee")
        )
        siennes = Q(recues__dossier=dossier, recues__personne=personne)
        lignes = (
            self.pour_dossier(dossier)
            .annotate(
                d_un_autre=Exists(d_un_autre),
                sienne=FilteredRelation("recues", condition=siennes),
            )
            .order_by("pk", "sienne__pk")
        )
        return [
            LigneDemandee(*ligne)
            for ligne in lignes.values_list(
                "pk",
                "nom",
                "explication",
                "obligatoire",
                "condition",
                "d_un_autre",
                "sienne__pk",
                "sienne__etat",
                "sienne__motif",
                "sienne__deposee_le",
            )
        ]


class LigneDemandee(NamedTuple):
    """Un document demandé et un de ceux que la personne a envoyés ; `piece` None si aucun.

    `d_un_autre` : un autre responsable l'a déjà envoyé.
    """

    attendue: int
    nom: str
    explication: str
    obligatoire: bool
    condition: str
    d_un_autre: bool
    piece: int | None
    etat: str
    motif: str
    deposee_le: datetime | None


class PieceAttendue(models.Model):
    """Un document demandé, à qui, et pourquoi."""

    campagne = models.ForeignKey(
        Campagne, on_delete=models.CASCADE, related_name="pieces_attendues"
    )
    nom = models.CharField(max_length=80)
    explication = models.CharField(max_length=300, blank=True)
    obligatoire = models.BooleanField(default=False)
    condition = models.CharField(max_length=20, choices=CONDITIONS, default="tous")

    objects = PieceAttendueQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["campagne", "nom"], name="une_piece_attendue_par_nom")
        ]

    def __str__(self) -> str:
        return self.nom


class PieceJointeQuerySet(models.QuerySet["PieceJointe"]):
    def pour_agent(self, agent: Agent) -> Self:
        return self.filter(dossier__campagne__etablissement=agent.etablissement_id)

    def pour_famille(self, personne: Personne) -> Self:
        """Seulement ce que cette personne a envoyé : un justificatif porte une adresse."""
        return self.filter(
            personne=personne,
            dossier__eleve__responsables__personne=personne,
            dossier__eleve__responsables__niveau_responsabilite__in=NIVEAUX_QUI_AGISSENT,
        )

    def a_decider(self) -> Self:
        return self.filter(etat="recue")


class PieceJointe(models.Model):
    """Un fichier reçu, déjà relu et réécrit par nos soins (`fichiers.assainir`)."""

    dossier = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="pieces")
    attendue = models.ForeignKey(PieceAttendue, on_delete=models.CASCADE, related_name="recues")
    personne = models.ForeignKey(
        Personne, on_delete=models.CASCADE, related_name="pieces", null=True, blank=True
    )
    fichier = models.FileField(storage=stockage, upload_to=chemin, max_length=200)
    type_contenu = models.CharField(max_length=30)
    taille = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    etat = models.CharField("état", max_length=10, choices=ETATS, default="recue")
    motif = models.CharField(max_length=300, blank=True)
    deposee_le = models.DateTimeField(default=timezone.now)

    objects = PieceJointeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(etat__in=list(ETATS)), name="etat_piece_connu"),
            # Appuyer deux fois sur « Envoyer » n'envoie qu'un document.
            models.UniqueConstraint(
                fields=["dossier", "attendue", "personne", "sha256"], name="un_fichier_une_fois"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.attendue} ({self.etat})"

    @property
    def est_image(self) -> bool:
        return self.type_contenu.startswith("image/")

    @property
    def nom_de_telechargement(self) -> str:
        extension = {"image/jpeg": "jpg", "image/png": "png"}.get(self.type_contenu, "pdf")
        return f"piece-{self.pk}.{extension}"
