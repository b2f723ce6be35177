"""Ce qui est entré de SIECLE, ce qui y est retourné : gardé avec l'auteur et l'empreinte."""

from collections.abc import Iterable
from datetime import timedelta
from enum import StrEnum
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from dossiersco.campagnes.models import Campagne
from dossiersco.dossiers.champs import PAR_NOM, Champ, Cible
from dossiersco.dossiers.journal import Clef
from dossiersco.dossiers.models import Dossier, Eleve, Personne
from dossiersco.echanges import etats
from dossiersco.echanges.bilan import Bilan
from dossiersco.echanges.stockage import (
    chemin,
    chemin_d_import,
    stockage,
    stockage_des_imports,
)
from dossiersco.etablissements.models import Agent, Etablissement

# Un fichier tout entier de travers ne doit pas remplir la base.
ANOMALIES_GARDEES = 500
# Passé ce délai, les fichiers ne disent plus ce que SIECLE sait.
DUREE_D_UN_DEPOT = timedelta(hours=24)


class ImportQuerySet(models.QuerySet["Import"]):
    def pour_agent(self, agent: Agent) -> Self:
        return self.du_college(agent.etablissement_id).order_by("-le", "-pk")

    def du_college(self, etablissement: Etablissement | int) -> Self:
        """Le tout premier dépôt d'un collège n'a pas de campagne : il est à son auteur."""
        return self.filter(
            Q(campagne__etablissement=etablissement)
            | Q(campagne=None, par_agent__etablissement=etablissement)
        )

    def appliques(self) -> Self:
        """Le dernier d'abord."""
        return self.filter(etat=etats.Etat.APPLIQUE).order_by("-le", "-pk")

    def prepares(self) -> Self:
        return self.filter(etat=etats.Etat.PREPARE)


class Import(models.Model):
    """Un lot de fichiers, vu puis appliqué. `fichiers` : [{nom, type, sha256, horodatage…}].

    `le` : du dépôt, puis de l'application. `apercu` : ce que `apercu.Apercu` a retenu. `avant` : de
    quoi l'annuler (`avant.py`), vide s'il n'a rien écrit. `precedent` : le dernier import appliqué
    quand l'aperçu a été calculé.
    """

    campagne = models.ForeignKey(
        Campagne, on_delete=models.CASCADE, related_name="imports", null=True, blank=True
    )
    par_agent = models.ForeignKey(
        Agent, on_delete=models.RESTRICT, related_name="+", null=True, blank=True
    )
    le = models.DateTimeField(default=timezone.now)
    etat = models.CharField(
        "état", max_length=12, choices=etats.LIBELLES, default=etats.Etat.APPLIQUE.value
    )
    fichiers: models.JSONField[Any, Any] = models.JSONField(default=list)
    bilan: models.JSONField[Any, Any] = models.JSONField(default=dict)
    apercu: models.JSONField[Any, Any] = models.JSONField(default=dict)
    precedent = models.ForeignKey(
        "self", on_delete=models.SET_NULL, related_name="+", null=True, blank=True
    )
    avant = models.FileField(
        storage=stockage_des_imports, upload_to=chemin_d_import, max_length=200, blank=True
    )
    annule_par = models.ForeignKey(
        Agent, on_delete=models.RESTRICT, related_name="+", null=True, blank=True
    )
    annule_le = models.DateTimeField(null=True, blank=True)

    objects = ImportQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(etat__in=list(etats.LIBELLES)), name="etat_import_connu"
            ),
            models.CheckConstraint(
                condition=Q(campagne__isnull=False) | Q(par_agent__isnull=False),
                name="import_d_un_college",
            ),
        ]

    def __str__(self) -> str:
        return f"import du {self.le:%d/%m/%Y %H:%M}"

    def retenir(self, bilan: Bilan) -> None:
        """Les fichiers et le bilan ; les premières anomalies, l'aperçu les compte toutes."""
        rapport = bilan.en_json()
        self.fichiers = rapport["fichiers"]
        self.bilan = {**rapport, "anomalies": rapport["anomalies"][:ANOMALIES_GARDEES]}

    @property
    def est_prepare(self) -> bool:
        return self.etat == etats.Etat.PREPARE

    @property
    def est_perime(self) -> bool:
        return self.est_prepare and timezone.now() > self.le + DUREE_D_UN_DEPOT


class FichierDepose(models.Model):
    """Un fichier reçu, gardé entre le dépôt et la décision, jamais au-delà."""

    depot = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="deposes")
    nom = models.CharField(max_length=255)
    fichier = models.FileField(
        storage=stockage_des_imports, upload_to=chemin_d_import, max_length=200
    )

    def __str__(self) -> str:
        return self.nom


class RetourQuerySet(models.QuerySet["Retour"]):
    def pour_agent(self, agent: Agent) -> Self:
        return self.filter(campagne__etablissement=agent.etablissement_id).order_by("-pk")


class Retour(models.Model):
    """Un fichier IMPORT_ELEVES produit : qui, quand, quels dossiers, quelle empreinte.

    `remarques` : ce qu'on en savait alors, [{code, gravite, qui, message}].
    """

    campagne = models.ForeignKey(Campagne, on_delete=models.CASCADE, related_name="retours")
    par_agent = models.ForeignKey(
        Agent, on_delete=models.RESTRICT, related_name="+", null=True, blank=True
    )
    le = models.DateTimeField(default=timezone.now)
    schema = models.CharField(max_length=6)
    num_envoi = models.PositiveIntegerField()
    fichier = models.FileField(storage=stockage, upload_to=chemin, max_length=200)
    sha256 = models.CharField(max_length=64)
    remarques: models.JSONField[Any, Any] = models.JSONField(default=list)
    dossiers = models.ManyToManyField(Dossier, related_name="retours")

    objects = RetourQuerySet.as_manager()

    def __str__(self) -> str:
        return self.fichier.name or f"retour {self.pk}"


class Sort(StrEnum):
    """Ce qu'un changement envoyé est devenu, d'après les exports déposés depuis."""

    ATTENDU = "attendu"
    VU = "vu"
    ABSENT = "absent"
    AUTRE = "autre"


class ChangementEnvoyeQuerySet(models.QuerySet["ChangementEnvoye"]):
    def pour_agent(self, agent: Agent) -> Self:
        return self.filter(retour__campagne__etablissement=agent.etablissement_id)

    def vus(self) -> Self:
        return self.filter(vu_le__isnull=False)

    def des_cibles(self, eleves: Iterable[int], personnes: Iterable[int]) -> Self:
        return self.filter(Q(eleve__in=eleves) | Q(personne__in=personnes))


class ChangementEnvoye(models.Model):
    """Un changement porté par un envoi. Une seule des trois dates est posée, ou aucune.

    `avant`, `apres` et `autre` sont des valeurs de photo ; `autre`, ce que SIECLE dit de différent.
    """

    retour = models.ForeignKey(Retour, on_delete=models.CASCADE, related_name="changements")
    dossier = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="+")
    eleve = models.ForeignKey(
        Eleve, on_delete=models.CASCADE, related_name="+", null=True, blank=True
    )
    personne = models.ForeignKey(
        Personne, on_delete=models.CASCADE, related_name="+", null=True, blank=True
    )
    champ = models.CharField(max_length=30)
    avant: models.JSONField[Any, Any] = models.JSONField(null=True, blank=True)
    apres: models.JSONField[Any, Any] = models.JSONField(null=True, blank=True)
    autre: models.JSONField[Any, Any] = models.JSONField(null=True, blank=True)
    vu_le = models.DateTimeField(null=True, blank=True)
    absent_le = models.DateTimeField(null=True, blank=True)
    autre_le = models.DateTimeField(null=True, blank=True)

    objects = ChangementEnvoyeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(eleve=None) ^ Q(personne=None), name="changement_envoye_une_cible"
            ),
            # Un responsable que partagent trois enfants ne change qu'une fois par envoi.
            models.UniqueConstraint(
                fields=["retour", "eleve", "champ"], name="un_champ_d_eleve_par_envoi"
            ),
            models.UniqueConstraint(
                fields=["retour", "personne", "champ"], name="un_champ_de_personne_par_envoi"
            ),
        ]

    def __str__(self) -> str:
        return f"changement envoyé {self.pk}"

    @property
    def clef(self) -> Clef:
        if self.eleve_id:
            return (Cible.ELEVE, self.eleve_id, self.champ)
        return (Cible.PERSONNE, self.personne_id or 0, self.champ)

    @property
    def definition(self) -> Champ:
        return PAR_NOM[self.clef[0]][self.champ]

    @property
    def sort(self) -> Sort:
        if self.vu_le:
            return Sort.VU
        if self.absent_le:
            return Sort.ABSENT
        return Sort.AUTRE if self.autre_le else Sort.ATTENDU


class RapportSiecleQuerySet(models.QuerySet["RapportSiecle"]):
    def pour_agent(self, agent: Agent) -> Self:
        return self.filter(retour__campagne__etablissement=agent.etablissement_id)


class RapportSiecle(models.Model):
    """Le compte rendu de SIECLE pour un envoi, tel que le collège l'a déposé."""

    retour = models.OneToOneField(Retour, on_delete=models.CASCADE, related_name="rapport")
    par_agent = models.ForeignKey(
        Agent, on_delete=models.RESTRICT, related_name="+", null=True, blank=True
    )
    le = models.DateTimeField(default=timezone.now)
    sha256 = models.CharField(max_length=64)

    objects = RapportSiecleQuerySet.as_manager()

    def __str__(self) -> str:
        return f"compte rendu de l’envoi {self.retour_id}"


class LigneCompteRenduQuerySet(models.QuerySet["LigneCompteRendu"]):
    def pour_agent(self, agent: Agent) -> Self:
        return self.filter(rapport__retour__campagne__etablissement=agent.etablissement_id)


class LigneCompteRendu(models.Model):
    """Une ligne du compte rendu, mot pour mot, et la fiche qu'elle vise si on la connaît."""

    rapport = models.ForeignKey(RapportSiecle, on_delete=models.CASCADE, related_name="lignes")
    section = models.PositiveSmallIntegerField()
    division = models.CharField(max_length=20, blank=True)
    nom = models.CharField(max_length=200, blank=True)
    identifiants = models.CharField(max_length=30)
    anomalie = models.TextField(blank=True)
    code = models.CharField(max_length=40, blank=True)
    eleve = models.ForeignKey(
        Eleve, on_delete=models.CASCADE, related_name="+", null=True, blank=True
    )
    personne = models.ForeignKey(
        Personne, on_delete=models.CASCADE, related_name="+", null=True, blank=True
    )

    objects = LigneCompteRenduQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(eleve=None) | Q(personne=None), name="ligne_de_compte_rendu_une_cible"
            )
        ]

    def __str__(self) -> str:
        return f"ligne {self.pk} du compte rendu"
