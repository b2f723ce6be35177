"""Une campagne d'inscription d'un collège, et la carte de ses formations."""

from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import Self
from zoneinfo import ZoneInfo

from django.db import models
from django.utils import timezone

from dossiersco.campagnes import questions
from dossiersco.campagnes.destinataires import TOUS, Destinataires
from dossiersco.etablissements.models import Agent, Etablissement

# Écrit à côté, il se lit d'ici comme les autres.
Question = questions.Question

SIGNATURES_REQUISES = {
    1: "Une seule suffit",
    2: "Celle des deux représentants légaux",
}
# Qui remplissait encore à minuit finit, sans qu'on l'ait annoncé à personne.
GRACE = timedelta(minutes=15)


class CampagneQuerySet(models.QuerySet["Campagne"]):
    def pour_agent(self, agent: Agent) -> Self:
        return self.filter(etablissement=agent.etablissement_id)

    def du_college(self, uai: str) -> Self:
        """La plus récente d'abord, avec son collège."""
        siennes = self.filter(etablissement__uai=uai.upper())
        return siennes.select_related("etablissement").order_by("-annee")


class Campagne(models.Model):
    """`annee` 2026 = rentrée 2026, l'ANNEE_SCOLAIRE des fichiers. Ses bornes : Communs."""

    etablissement = models.ForeignKey(
        Etablissement, on_delete=models.CASCADE, related_name="campagnes"
    )
    annee = models.PositiveSmallIntegerField("année")
    ouverte_le = models.DateTimeField(null=True, blank=True)
    ferme_le = models.DateField("dernier jour", null=True, blank=True)
    # 2 : sans rien de nouveau, le dossier attend l'autre représentant légal, s'il a un accès.
    signatures_requises = models.PositiveSmallIntegerField(
        "signatures demandées", choices=SIGNATURES_REQUISES, default=1
    )
    date_debut_eleve = models.DateField(null=True, blank=True)
    date_fin_eleve = models.DateField(null=True, blank=True)
    # Ce que les familles lisent : en Markdown, sans HTML.
    mot_accueil = models.TextField(blank=True)
    mot_fin = models.TextField(blank=True)
    # {bloc: à qui}, voir `blocs.py`. Ce qui n'y figure pas se demande à tous.
    blocs = models.JSONField(default=dict, blank=True)
    # {champ de l'élève ou d'un responsable: à qui}, de même. Voir `dossiers/perimetre.py`.
    champs = models.JSONField(default=dict, blank=True)
    # {bloc ou champ: les formations de la rentrée à qui il se demande, parmi ceux-là}.
    codes_mef = models.JSONField(default=dict, blank=True)
    # La base « année suivante » de SIECLE donne déjà la formation de la rentrée ; celle de l'année
    # en cours, la formation que l'élève quitte.
    mef_de_la_rentree = models.BooleanField(default=True)

    objects = CampagneQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["etablissement", "annee"], name="une_campagne_par_annee"
            ),
            models.CheckConstraint(
                condition=models.Q(date_debut_eleve=None)
                | models.Q(date_fin_eleve=None)
                | models.Q(date_debut_eleve__lt=models.F("date_fin_eleve")),
                name="annee_dans_l_ordre",
            ),
            models.CheckConstraint(
                condition=models.Q(signatures_requises__in=list(SIGNATURES_REQUISES)),
                name="une_ou_deux_signatures",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.etablissement} {self.annee}-{self.annee + 1}"

    @property
    def rentree(self) -> int:
        """L'année de la rentrée qu'on prépare."""
        return self.annee if self.mef_de_la_rentree else self.annee + 1

    @property
    def est_ouverte(self) -> bool:
        """Le dernier jour compte en entier, à l'heure du collège."""
        return self._ouverte(timezone.now())

    @property
    def s_ouvrira(self) -> bool:
        """Le premier jour est fixé, et n'est pas venu."""
        return self.ouverte_le is not None and self.ouverte_le > timezone.now()

    @property
    def recoit_encore(self) -> bool:
        """Avec la grâce : un quart d'heure pour finir ce qui était commencé."""
        return self._ouverte(timezone.now()) or self._ouverte(timezone.now() - GRACE)

    def est_ouverte_a(self, entree: datetime | None) -> bool:
        """Pour quelqu'un entré à cette heure : la grâce n'est que pour qui était déjà là."""
        return self.est_ouverte or (
            self.recoit_encore and entree is not None and self._ouverte(entree)
        )

    def destinataires(self, quoi: str) -> Destinataires:
        """D'un bloc, ou d'un champ."""
        a_qui = self.blocs.get(quoi) or self.champs.get(quoi) or TOUS
        return Destinataires(a_qui, self.codes_mef.get(quoi, ()))

    @cached_property
    def passages(self) -> dict[str, str]:
        """{formation: celle d'après}, comme le collège l'a dit. Une lecture, la première fois."""
        return dict(self.suivantes.values_list("code_mef", "code_mef_suivant"))

    def _ouverte(self, instant: datetime) -> bool:
        if self.ouverte_le is None or instant < self.ouverte_le:
            return False
        return self.ferme_le is None or instant <= self.fin_du_dernier_jour(self.ferme_le)

    def fin_du_dernier_jour(self, jour: date) -> datetime:
        return datetime.combine(jour, time.max, tzinfo=ZoneInfo(self.etablissement.fuseau))


class Mef(models.Model):
    """Une formation de la Nomenclature du collège."""

    campagne = models.ForeignKey(Campagne, on_delete=models.CASCADE, related_name="mefs")
    code_mef = models.CharField(max_length=11)
    libelle = models.CharField(max_length=60)
    nb_opt_oblig = models.PositiveSmallIntegerField(null=True, blank=True)
    photo = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["campagne", "code_mef"], name="une_mef_par_code")
        ]

    def __str__(self) -> str:
        return self.libelle


class OptionPedagogique(models.Model):
    """Une matière qu'une formation propose au choix (PROGRAMMES hors tronc commun).

    `rangs` : les rangs permis si elle est obligatoire (OPTIONS_OBLIGATOIRES), sinon [].
    """

    campagne = models.ForeignKey(Campagne, on_delete=models.CASCADE, related_name="options")
    code_mef = models.CharField(max_length=11)
    code_matiere = models.CharField(max_length=6)
    code_modalite_elect = models.CharField(max_length=1)
    code_gestion = models.CharField(max_length=5, blank=True)
    libelle = models.CharField(max_length=60)
    rangs = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["campagne", "code_mef", "code_matiere", "code_modalite_elect"],
                name="une_option_par_programme",
            )
        ]

    def __str__(self) -> str:
        return self.libelle


class FormationSuivante(models.Model):
    """Où va l'élève d'une formation, l'an d'après. `code_mef_suivant` vide : il quitte le collège.

    Par code, non par clé : l'import remplace les formations, pas ce que le collège en a dit.
    """

    campagne = models.ForeignKey(Campagne, on_delete=models.CASCADE, related_name="suivantes")
    code_mef = models.CharField(max_length=11)
    code_mef_suivant = models.CharField(max_length=11, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["campagne", "code_mef"], name="une_suivante_par_mef")
        ]

    def __str__(self) -> str:
        return f"{self.code_mef} → {self.code_mef_suivant or 'fin'}"


class GroupeOptions(models.Model):
    """Des options entre lesquelles on en choisit de `minimum` à `maximum`."""

    campagne = models.ForeignKey(Campagne, on_delete=models.CASCADE, related_name="groupes_options")
    code_mef = models.CharField(max_length=11)
    nom = models.CharField(max_length=60)
    minimum = models.PositiveSmallIntegerField()
    maximum = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["campagne", "code_mef", "nom"], name="un_groupe_par_nom"
            ),
            models.CheckConstraint(
                condition=models.Q(minimum__lte=models.F("maximum"), maximum__gte=1),
                name="groupe_possible",
            ),
        ]

    def __str__(self) -> str:
        return self.nom


class RegleOption(models.Model):
    """Ce que le collège décide d'une option d'une formation. Sans ligne : ce qui se déduit."""

    campagne = models.ForeignKey(Campagne, on_delete=models.CASCADE, related_name="regles_options")
    code_mef = models.CharField(max_length=11)
    code_matiere = models.CharField(max_length=6)
    code_modalite_elect = models.CharField(max_length=1)
    abandonnable = models.BooleanField(default=True)
    ouverte = models.BooleanField(default=True)
    explication = models.CharField(max_length=300, blank=True)
    places = models.PositiveSmallIntegerField(null=True, blank=True)
    groupe = models.ForeignKey(
        GroupeOptions, on_delete=models.SET_NULL, null=True, blank=True, related_name="regles"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["campagne", "code_mef", "code_matiere", "code_modalite_elect"],
                name="une_regle_par_option",
            )
        ]

    def __str__(self) -> str:
        return f"{self.code_mef} {self.code_matiere}"


class Division(models.Model):
    """Une classe et les formations auxquelles SIECLE la rattache."""

    campagne = models.ForeignKey(Campagne, on_delete=models.CASCADE, related_name="divisions")
    code_structure = models.CharField(max_length=8)
    libelle_long = models.CharField(max_length=20, blank=True)
    codes_mef = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["campagne", "code_structure"], name="une_division_par_code"
            )
        ]

    def __str__(self) -> str:
        return self.code_structure


class CodeCollege(models.Model):
    """Une ligne d'une petite table de codes, telle que la Nomenclature du collège la donne."""

    campagne = models.ForeignKey(Campagne, on_delete=models.CASCADE, related_name="codes")
    table = models.CharField(max_length=30)
    code = models.CharField(max_length=11)
    libelle = models.CharField(max_length=150)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["campagne", "table", "code"], name="un_libelle_par_code"
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.libelle}"


class Effacement(models.Model):
    """Ce qui a été effacé, et quand : des nombres, aucun nom. Ne s'efface pas.

    Sans clé étrangère : la ligne survit à ce qu'elle raconte. `uai` vide : tout le service ;
    `annee` vide : tout le collège. `dernier_jour` : celui de la campagne, dont tout découle.
    """

    le = models.DateTimeField(default=timezone.now)
    uai = models.CharField("UAI", max_length=8, blank=True)
    annee = models.PositiveSmallIntegerField("année", null=True)
    dernier_jour = models.DateField(null=True)
    comptes: models.JSONField[dict[str, int], dict[str, int]] = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"effacement du {self.le:%d/%m/%Y}"
