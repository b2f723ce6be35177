"""Les documents : ce que la campagne demande, ce que les familles envoient."""

import uuid
from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple, Self

from django.db import models
from django.db.models import Exists, FilteredRelation, OuterRef, Q, Subquery
from django.db.models.fields.files import FieldFile
from django.utils import timezone

from dossiersco.campagnes.destinataires import Destinataires
from dossiersco.campagnes.models import Campagne, Question
from dossiersco.dossiers.models import NIVEAUX_QUI_AGISSENT, Dossier, Personne, Reponse
from dossiersco.etablissements.models import Agent
from dossiersco.pieces.conditions import CONDITIONS
from dossiersco.pieces.stockage import chemin, stockage

ETATS = {"recue": "à regarder", "acceptee": "accepté", "refusee": "refusé"}


class Ailleurs(NamedTuple):
    """Quand le même document a été reçu par un autre chemin que cet envoi-ci, et de qui.

    `d_un_autre` : un autre responsable l'a déjà envoyé. `avant`, `avant_d_un_autre` : accepté une
    autre année pour cet élève. `d_un_frere` : la personne l'a envoyé pour un autre de ses enfants.
    `reponse` : ce qu'elle répond à la question dont le document dépend.
    """

    d_un_autre: bool
    avant: datetime | None
    avant_d_un_autre: datetime | None
    d_un_frere: datetime | None
    reponse: str | None


class PageEnvoyee(NamedTuple):
    """Un fichier que la personne a envoyé."""

    pk: int
    etat: str
    motif: str
    nb_pages: int


class LigneDemandee(NamedTuple):
    """Un document demandé et une page que la personne en a envoyée ; `page` None si aucune."""

    attendue: "PieceAttendue"
    ailleurs: Ailleurs
    page: PageEnvoyee | None

    @property
    def convient(self) -> bool:
        """La famille a répondu ce qui le fait demander, ou rien ne le conditionne."""
        voulue = self.attendue.si_reponse if self.attendue.si_question_id else ""
        return not voulue or self.ailleurs.reponse == voulue


class PieceAttendueQuerySet(models.QuerySet["PieceAttendue"]):
    def pour_campagne(self, campagne: Campagne) -> Self:
        return self.filter(campagne=campagne)

    def pour_agent(self, agent: Agent) -> Self:
        """Celles du collège, retirées comprises."""
        return self.filter(campagne__etablissement=agent.etablissement_id)

    def demandees(self, campagne: int) -> Self:
        """Dans l'ordre du collège, sans celles qu'il ne demande plus."""
        return self.filter(campagne=campagne, retiree_le=None).order_by("rang", "pk")

    def pour_dossier(self, dossier: Dossier) -> Self:
        return self.demandees(dossier.campagne_id)

    def pour_famille(self, dossier: Dossier, personne: Personne) -> list[LigneDemandee]:
        """Une ligne par page que cette personne a envoyée, au moins une par document demandé."""
        d_un_autre = (
            PieceJointe.objects.filter(dossier=dossier, attendue=OuterRef("pk"))
            .exclude(personne=personne)
            .exclude(etat="refusee")
        )
        avant = PieceJointe.objects.acceptees_avant(dossier)
        siennes = Q(recues__dossier=dossier, recues__personne=personne)
        lignes = (
            self.pour_dossier(dossier)
            .annotate(
                d_un_autre=Exists(d_un_autre),
                avant=_la_derniere(avant.filter(personne=personne)),
                avant_d_un_autre=_la_derniere(avant.exclude(personne=personne)),
                d_un_frere=_la_derniere(PieceJointe.objects.des_freres(dossier, personne)),
                reponse=Reponse.objects.a_la_question("si_question", dossier, personne),
                sienne=FilteredRelation("recues", condition=siennes),
                **{f"page_{nom}": models.F(f"sienne__{nom}") for nom in PageEnvoyee._fields},
            )
            .order_by("rang", "pk", "sienne__rang", "sienne__pk")
        )
        return [_ligne(attendue) for attendue in lignes]


def _la_derniere(pieces: "PieceJointeQuerySet") -> Subquery:
    return Subquery(pieces.order_by("-deposee_le").values("deposee_le")[:1])


def _ligne(attendue: "PieceAttendue") -> LigneDemandee:
    """Les annotations de `pour_famille`, sous leur nom."""
    lues = vars(attendue)
    page = PageEnvoyee(*(lues[f"page_{nom}"] for nom in PageEnvoyee._fields))
    ailleurs = Ailleurs(*(lues[nom] for nom in Ailleurs._fields))
    return LigneDemandee(attendue, ailleurs, page if page.pk else None)


class PieceAttendue(models.Model):
    """Un document demandé, à qui, et pourquoi.

    `codes_mef`, `codes_regime` : les formations et les régimes concernés ; tous si la liste est
    vide. `duree_validite`, en mois : ce que le collège a accepté une autre année vaut encore.
    """

    campagne = models.ForeignKey(
        Campagne, on_delete=models.CASCADE, related_name="pieces_attendues"
    )
    nom = models.CharField(max_length=80)
    explication = models.CharField(max_length=300, blank=True)
    exemple = models.CharField(max_length=200, blank=True)
    obligatoire = models.BooleanField(default=False)
    condition = models.CharField(max_length=20, choices=CONDITIONS, default="tous")
    codes_mef = models.JSONField(default=list, blank=True)
    codes_regime = models.JSONField(default=list, blank=True)
    duree_validite = models.PositiveSmallIntegerField("durée, en mois", null=True, blank=True)
    valable_au_college = models.BooleanField("tant que l’élève est au collège", default=False)
    pour_la_fratrie = models.BooleanField(default=False)
    # Seulement à qui a répondu `si_reponse` à cette question.
    si_question = models.ForeignKey(
        Question, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    si_reponse = models.CharField(max_length=80, blank=True)
    rang = models.PositiveSmallIntegerField(default=0)
    # Un document déjà reçu ne s'efface pas : on cesse de le demander.
    retiree_le = models.DateTimeField(null=True, blank=True)

    objects = PieceAttendueQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["campagne", "nom"], name="une_piece_attendue_par_nom")
        ]

    def __str__(self) -> str:
        return self.nom

    @property
    def destinataires(self) -> Destinataires:
        return Destinataires(self.condition, self.codes_mef, self.codes_regime)

    @property
    def du_domicile(self) -> bool:
        """Un justificatif de domicile ne regarde que son auteur, et ne vaut que pour ce toit-là."""
        return self.condition == "adresse_modifiee"


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

    def a_dessiner(self) -> Self:
        return self.filter(type_contenu="application/pdf", dessin="")

    def du_document(self, piece: "PieceJointe") -> Self:
        """Les pages du même document : même élève, même demande, même auteur, même décision."""
        return self.filter(
            dossier=piece.dossier_id,
            attendue=piece.attendue_id,
            personne=piece.personne_id,
            etat=piece.etat,
        ).order_by("rang", "pk")

    def acceptees_avant(self, dossier: Dossier) -> Self:
        """Dans une PieceAttendue : le document du même nom, accepté une autre année."""
        return self.filter(
            etat="acceptee",
            dossier__eleve=dossier.eleve_id,
            attendue__nom=OuterRef("nom"),
            attendue__campagne__annee__lt=OuterRef("campagne__annee"),
        )

    def pour_dossiers(
        self, dossiers: Collection[int], personnes: Collection[int], campagne: int
    ) -> Self:
        """Celles de ces dossiers ; et ce que ces personnes ont envoyé pour tous leurs enfants."""
        pour_tous = Q(
            attendue__campagne=campagne, attendue__pour_la_fratrie=True, personne__in=personnes
        )
        avec = self.select_related("attendue", "dossier__eleve").order_by("pk")
        return avec.filter(Q(dossier__in=dossiers) | pour_tous & ~Q(etat="refusee"))

    def des_freres(self, dossier: Dossier, personne: Personne) -> Self:
        """Dans une PieceAttendue : envoyé cette année par la même personne, pour un autre enfant.

        Jamais par l'autre responsable : ce que l'un envoie de son foyer ne dit rien à l'autre.
        """
        return (
            self.filter(attendue=OuterRef("pk"), attendue__pour_la_fratrie=True, personne=personne)
            .exclude(dossier=dossier)
            .exclude(etat="refusee")
        )


class PieceJointe(models.Model):
    """Une page reçue : un fichier déjà relu et réécrit par nos soins (`fichiers.assainir`).

    Le document est l'ensemble des pages d'un même auteur dans le même état (`du_document`).
    """

    dossier = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="pieces")
    attendue = models.ForeignKey(PieceAttendue, on_delete=models.CASCADE, related_name="recues")
    personne = models.ForeignKey(
        Personne, on_delete=models.CASCADE, related_name="pieces", null=True, blank=True
    )
    fichier = models.FileField(storage=stockage, upload_to=chemin, max_length=200)
    # D'un PDF, ses pages en images (`dessins`). Vide : pas encore dessiné, ou impossible à l'être.
    dessin = models.FileField(storage=stockage, upload_to=chemin, max_length=200, blank=True)
    type_contenu = models.CharField(max_length=30)
    taille = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    # Un PDF est un seul fichier de plusieurs pages ; il se déplace d'un bloc.
    nb_pages = models.PositiveSmallIntegerField(default=1)
    rang = models.PositiveSmallIntegerField(default=0)
    etat = models.CharField("état", max_length=10, choices=ETATS, default="recue")
    motif = models.CharField(max_length=300, blank=True)
    # Le geste de l'agent qui l'a décidée : il peut encore revenir dessus.
    lot = models.UUIDField(null=True, blank=True, db_index=True)
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
    def vaut_pour_la_fratrie(self) -> bool:
        return self.attendue.pour_la_fratrie and self.etat != "refusee"

    @property
    def est_image(self) -> bool:
        return self.type_contenu.startswith("image/")

    @property
    def pages_dessinees(self) -> range:
        return range(1, self.nb_pages + 1) if self.dessin else range(0)

    @property
    def fichiers(self) -> list[FieldFile]:
        """Ce qui part du disque avec elle."""
        return [fichier for fichier in (self.fichier, self.dessin) if fichier]

    def lire(self) -> tuple[bytes, str]:
        """Ce qu'attend `pdf.relier`."""
        with self.fichier.open("rb") as fichier:
            return fichier.read(), self.type_contenu

    @property
    def nom_de_telechargement(self) -> str:
        return f"piece-{self.pk}.{'jpg' if self.est_image else 'pdf'}"


class TeleversementQuerySet(models.QuerySet["Televersement"]):
    def pour_famille(self, personne: Personne) -> Self:
        return self.filter(personne=personne)

    def pour_lien(self, lien: "LienTelephone") -> Self:
        return self.filter(
            personne=lien.personne_id, dossier=lien.dossier_id, attendue=lien.attendue_id
        )

    def perimes(self, avant: datetime) -> Self:
        return self.filter(cree_le__lt=avant)


class Televersement(models.Model):
    """Un fichier qui arrive par morceaux. `recu` : combien d'octets sont à l'abri.

    Fini, il reste un moment : un téléphone qui n'a pas entendu la réponse vient la redemander.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    dossier = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="+")
    attendue = models.ForeignKey(PieceAttendue, on_delete=models.CASCADE, related_name="+")
    personne = models.ForeignKey(Personne, on_delete=models.CASCADE, related_name="+")
    taille = models.PositiveIntegerField()
    recu = models.PositiveIntegerField(default=0)
    fini = models.BooleanField(default=False)
    refus = models.CharField(max_length=300, blank=True)
    cree_le = models.DateTimeField(default=timezone.now)

    objects = TeleversementQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.recu} octets sur {self.taille}"


class LienTelephoneQuerySet(models.QuerySet["LienTelephone"]):
    def en_vigueur(self) -> Self:
        """Le droit de la personne est relu : un lien ne survit pas à la perte du droit."""
        return self.filter(
            revoque_le=None,
            expire_le__gt=timezone.now(),
            dossier__eleve__responsables__personne=models.F("personne"),
            dossier__eleve__responsables__niveau_responsabilite__in=NIVEAUX_QUI_AGISSENT,
        )

    def pour_empreinte(self, empreinte: str) -> Self:
        return self.en_vigueur().filter(empreinte=empreinte)


class LienTelephone(models.Model):
    """Un lien qui envoie les pages d'un seul document, sans connexion, un quart d'heure."""

    empreinte = models.CharField(max_length=64, unique=True)
    dossier = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="+")
    attendue = models.ForeignKey(PieceAttendue, on_delete=models.CASCADE, related_name="+")
    personne = models.ForeignKey(Personne, on_delete=models.CASCADE, related_name="+")
    expire_le = models.DateTimeField()
    revoque_le = models.DateTimeField(null=True, blank=True)

    objects = LienTelephoneQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["dossier", "attendue", "personne"],
                condition=Q(revoque_le=None),
                name="un_seul_lien_en_vigueur",
            )
        ]

    def __str__(self) -> str:
        return f"lien jusqu’au {self.expire_le:%d/%m/%Y %H:%M}"
