"""Ce qu'un responsable déclare à côté des champs de SIECLE : rien ici n'y repart.

Quatre modèles que `models.py` réexporte : ce qu'il a confirmé, qui appeler, ce qu'il demande, sa
note.
"""

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from dossiersco.campagnes.models import Campagne, Question
from dossiersco.dossiers.affichage import telephone
from dossiersco.etablissements.models import Agent

if TYPE_CHECKING:
    from dossiersco.dossiers.models import Dossier, Personne


class Confirmation(models.Model):
    """Une personne a relu un bloc et dit « c'est exact ». Sans dossier : pour tous ses enfants.

    `empreinte` : de ce qu'elle lisait. Si le bloc dit autre chose, ce n'est plus confirmé.
    """

    campagne = models.ForeignKey(Campagne, on_delete=models.CASCADE, related_name="confirmations")
    dossier = models.ForeignKey(
        "dossiers.Dossier", on_delete=models.CASCADE, related_name="confirmations", null=True
    )
    personne = models.ForeignKey(
        "dossiers.Personne", on_delete=models.CASCADE, related_name="confirmations"
    )
    bloc = models.CharField(max_length=20)
    empreinte = models.CharField(max_length=64)
    le = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["dossier", "personne", "bloc"],
                condition=Q(dossier__isnull=False),
                name="une_confirmation_par_bloc",
            ),
            models.UniqueConstraint(
                fields=["campagne", "personne", "bloc"],
                condition=Q(dossier=None),
                name="une_confirmation_pour_tous",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.bloc}, {self.le:%d/%m/%Y}"


class ContactUrgenceQuerySet(models.QuerySet["ContactUrgence"]):
    def pour_famille(self, personne: "Personne") -> Self:
        """Les siens seulement : ceux de l'autre diraient avec qui, ou chez qui, il vit."""
        return self.filter(personne=personne).order_by("rang", "pk")

    def pour_responsables(self, personnes: Any) -> Self:
        """Pour le collège, qui appelle. `personnes` : leurs ids, ou de quoi les lire."""
        return self.filter(personne__in=personnes).order_by("personne", "rang", "pk")


class ContactUrgence(models.Model):
    """Qui appeler si ce responsable ne répond pas, dans cet ordre. Vaut pour tous ses enfants."""

    personne = models.ForeignKey(
        "dossiers.Personne", on_delete=models.CASCADE, related_name="contacts_urgence"
    )
    rang = models.PositiveSmallIntegerField()
    nom = models.CharField(max_length=100)
    lien = models.CharField(max_length=60)
    tel_portable = models.CharField(max_length=40)
    tel_personnel = models.CharField(max_length=40, blank=True)

    objects = ContactUrgenceQuerySet.as_manager()

    def __str__(self) -> str:
        return f"contact {self.pk}"

    @property
    def telephones(self) -> list[str]:
        """Tels qu'ils se lisent."""
        return [telephone(numero) for numero in (self.tel_portable, self.tel_personnel) if numero]


PAS_RESPONSABLE = "pas_responsable"
# Ce que SIECLE seul sait créer : la famille le demande, le collège le fait dans SIECLE.
SORTES = {
    "tiers": "Un autre adulte s’occupe de l’enfant",
    "accueil": "L’enfant est confié à une famille ou à un service",
    "responsable_manquant": "Il manque un responsable",
    PAS_RESPONSABLE: "N’est pas responsable de cet enfant",
}
ETATS_DEMANDE = {
    "posee": "Le collège ne l’a pas encore regardée",
    "acceptee": "Prise en compte par le collège",
    "refusee": "Pas retenue par le collège",
}


class DemandeFamilleQuerySet(models.QuerySet["DemandeFamille"]):
    def pour_agent(self, agent: Agent) -> Self:
        return self.filter(dossier__campagne__etablissement=agent.etablissement_id)

    def pour_famille(self, dossier: "Dossier | OuterRef", *personnes: "Personne") -> Self:
        """Les siennes seulement : celle de l'autre peut nommer, ou situer, quelqu'un."""
        return self.filter(dossier=dossier, par_personne__in=personnes).order_by("pk")

    def posees(self) -> Self:
        return self.filter(etat="posee").order_by("pk")

    def pas_responsable(self) -> Self:
        """Tant que le collège ne l'a pas refusée, rien n'est demandé à son auteur."""
        return self.filter(sorte=PAS_RESPONSABLE).exclude(etat="refusee")


class DemandeFamille(models.Model):
    """Une demande au collège sur les adultes d'un élève. Elle n'écrit sur personne."""

    dossier = models.ForeignKey(
        "dossiers.Dossier", on_delete=models.CASCADE, related_name="demandes_famille"
    )
    par_personne = models.ForeignKey(
        "dossiers.Personne", on_delete=models.CASCADE, related_name="demandes_famille"
    )
    sorte = models.CharField(max_length=20, choices=SORTES)
    # Ce qui a été rempli, mot pour mot : {"Nom": "…", "Téléphone": "…"}.
    donnees: models.JSONField[dict[str, str], dict[str, str]] = models.JSONField(default=dict)
    etat = models.CharField(max_length=10, choices=ETATS_DEMANDE, default="posee")
    # Ce que la famille lira si le collège ne retient pas la demande.
    motif = models.TextField(blank=True)
    le = models.DateTimeField(default=timezone.now)
    decidee_le = models.DateTimeField(null=True, blank=True)
    par_agent = models.ForeignKey(
        Agent, on_delete=models.RESTRICT, related_name="+", null=True, blank=True
    )

    objects = DemandeFamilleQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(etat__in=list(ETATS_DEMANDE)), name="etat_demande_connu"
            ),
            # Appuyer deux fois ne demande pas deux fois.
            models.UniqueConstraint(
                fields=["dossier", "par_personne"],
                condition=Q(sorte=PAS_RESPONSABLE, etat="posee"),
                name="un_seul_pas_responsable",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_sorte_display()}"

    @property
    def lignes(self) -> list[tuple[str, Any]]:
        return [(libelle, valeur) for libelle, valeur in self.donnees.items() if valeur]


class ReponseQuerySet(models.QuerySet["Reponse"]):
    def a_la_question(self, reference: str, dossier: "Dossier", personne: "Personne") -> Coalesce:
        """Ce que cette personne répond à la question que `reference` désigne ; à défaut, ce
        qu'elle a signé à la même l'an dernier."""
        siennes = self.filter(dossier__eleve=dossier.eleve_id, personne=personne)
        cette_annee = siennes.filter(question=OuterRef(reference), dossier=dossier)
        avant = siennes.filter(question=OuterRef(f"{reference}__copie_de"))
        return Coalesce(
            Subquery(cette_annee.values("valeur")[:1]), Subquery(avant.values("signee")[:1])
        )


class Reponse(models.Model):
    """Ce qu'une personne répond pour un élève. Rien de cela ne part vers SIECLE.

    `valeur`, `le` : ce qu'elle dit ; `signee`, `signee_le` : ce qu'elle a signé en dernier. Vide :
    elle n'a pas répondu, ou s'est ravisée.
    """

    dossier = models.ForeignKey(
        "dossiers.Dossier", on_delete=models.CASCADE, related_name="reponses"
    )
    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="reponses")
    personne = models.ForeignKey(
        "dossiers.Personne", on_delete=models.CASCADE, related_name="reponses"
    )
    valeur = models.CharField(max_length=300, blank=True)
    le = models.DateTimeField(default=timezone.now)
    signee = models.CharField(max_length=300, blank=True)
    signee_le = models.DateTimeField(null=True, blank=True)

    objects = ReponseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["dossier", "question", "personne"], name="une_reponse_par_personne"
            )
        ]

    def __str__(self) -> str:
        return f"réponse {self.pk}"


AN_PROCHAIN = {"en_ligne": "En ligne", "papier": "Sur papier"}


class Avis(models.Model):
    """La note d'une personne, une par campagne : on peut la changer, pas la multiplier."""

    campagne = models.ForeignKey(Campagne, on_delete=models.CASCADE, related_name="avis")
    personne = models.ForeignKey("dossiers.Personne", on_delete=models.CASCADE, related_name="avis")
    note = models.PositiveSmallIntegerField()
    commentaire = models.TextField(blank=True)
    an_prochain = models.CharField(max_length=8, choices=AN_PROCHAIN, blank=True)
    donne_le = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["campagne", "personne"], name="un_avis_par_personne"),
            models.CheckConstraint(condition=Q(note__gte=1, note__lte=5), name="note_de_1_a_5"),
        ]

    def __str__(self) -> str:
        return f"{self.note}/5"
