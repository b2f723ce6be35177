"""Le cœur : ce que SIECLE a dit (photo), ce qu'on propose (colonnes), qui l'a dit (traces)."""

from typing import Any, NamedTuple, Self, cast

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.lookups import IsNull
from django.utils import timezone

from dossiersco.campagnes.models import Campagne
from dossiersco.comptes.models import Compte
from dossiersco.comptes.reunions import reunis_a
from dossiersco.dossiers import (
    annonces,
    brouillons,
    declarations,
    delegations,
    etats,
    regards,
    signatures,
    suivi,
    traces,
)
from dossiersco.dossiers.recherche import Derivee, Recopiee, cle_de_tri, mots
from dossiersco.etablissements.models import Agent, Etablissement
from dossiersco.siecle.lus import Photo

# Les modèles écrits à côté se lisent d'ici comme les autres.
AN_PROCHAIN = declarations.AN_PROCHAIN
Avis = declarations.Avis
Annonce = annonces.Annonce
Brouillon = brouillons.Brouillon
Confirmation = declarations.Confirmation
ContactUrgence = declarations.ContactUrgence
DemandeFamille = declarations.DemandeFamille
Delegation = delegations.Delegation
Regard = regards.Regard
Reponse = declarations.Reponse
Signature = signatures.Signature
Trace = traces.Trace
Etiquette = suivi.Etiquette
Lot = suivi.Lot
NoteInterne = suivi.NoteInterne
VueEnregistree = suivi.VueEnregistree

# Légal et en charge agissent ; un simple contact (3) n'a pas d'accès.
NIVEAUX_QUI_AGISSENT = ("1", "2")
CIVILITES = {"1": "M.", "2": "Mme"}


def _present(prefixe: str = "") -> Q:
    """Ni sorti d'après SIECLE, ni absent de son dernier export, ni dit parti par le collège.

    Une sortie à venir attend.
    """
    encore_la = Q(**{f"{prefixe}date_sortie": None})
    encore_la |= Q(**{f"{prefixe}date_sortie__gte": timezone.localdate()})
    return Q(**{f"{prefixe}absent_depuis": None, f"{prefixe}depart_dit_le": None}) & encore_la


class Eleve(models.Model):
    """Un élève. `photo` est intouchée ; une colonne ne dit autre chose que si quelqu'un l'a dit."""

    etablissement = models.ForeignKey(
        Etablissement, on_delete=models.CASCADE, related_name="eleves"
    )
    id_siecle = models.CharField(max_length=20, null=True)  # noqa: DJ001 (NULL : pas encore connu)
    id_prv = models.PositiveIntegerField()
    id_national = models.CharField(max_length=11, blank=True)
    nom_de_famille = models.CharField(max_length=100)
    nom_usage = models.CharField(max_length=100, blank=True)
    prenom = models.CharField(max_length=100)
    prenom2 = models.CharField(max_length=100, blank=True)
    prenom3 = models.CharField(max_length=100, blank=True)
    date_naiss = models.DateField(null=True)
    code_sexe = models.CharField(max_length=1, blank=True)
    code_pays = models.CharField(max_length=3, blank=True)
    code_commune_insee_naiss = models.CharField(max_length=5, blank=True)
    ville_naiss = models.CharField(max_length=32, blank=True)
    code_pays_nat = models.CharField(max_length=3, blank=True)
    tel_portable = models.CharField(max_length=40, blank=True)
    mel = models.CharField(max_length=254, blank=True)
    adresse = models.JSONField(default=dict)
    code_regime = models.CharField(max_length=10, blank=True)
    options = models.JSONField(default=list)
    code_mef = models.CharField(max_length=11, blank=True)
    code_structure = models.CharField(max_length=8, blank=True)
    # Trois façons d'être parti : SIECLE le date, il n'en parle plus, le collège le dit avant lui.
    date_sortie = models.DateField(null=True, blank=True)
    absent_depuis = models.DateField(null=True, blank=True)
    depart_dit_le = models.DateField(null=True, blank=True)
    recherche = Derivee(calcul=mots)
    cle_tri = Derivee(calcul=cle_de_tri)
    photo: models.JSONField[Photo, Photo] = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["etablissement", "id_siecle"], name="un_eleve_par_id_siecle"
            ),
            models.UniqueConstraint(fields=["etablissement", "id_prv"], name="un_eleve_par_id_prv"),
            models.CheckConstraint(
                condition=Q(id_prv__gte=1, id_prv__lte=99999), name="id_prv_ele_sur_cinq_chiffres"
            ),
        ]
        indexes = [
            models.Index(fields=["etablissement", "cle_tri", "id"], name="liste_par_nom"),
            models.Index(
                fields=["etablissement", "code_structure", "cle_tri", "id"],
                name="liste_par_classe",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.prenom} {self.nom_usage or self.nom_de_famille}"

    @property
    def est_sorti(self) -> bool:
        """SIECLE le dit, et le jour est passé."""
        return self.date_sortie is not None and self.date_sortie < timezone.localdate()

    @property
    def est_parti(self) -> bool:
        return self.est_sorti or self.absent_depuis is not None or self.depart_dit_le is not None

    @property
    def inconnu_de_siecle(self) -> bool:
        """Inscrit par le collège ; aucun export n'en a encore parlé."""
        return self.id_siecle is None


class PersonneQuerySet(models.QuerySet["Personne"]):
    def pour_compte(self, compte: Compte) -> Self:
        return self.filter(rattachement__compte=compte)

    def pour_comptes_reunis(self, compte: Compte) -> Self:
        """Elle, et elle encore dans les collèges dont elle a montré le code, en une lecture."""
        # UNION plutôt que OU : chaque branche garde son index.
        reunis = reunis_a(compte, compte.last_login or timezone.now())
        comptes = Compte.objects.filter(pk=compte.pk).values("pk").union(reunis)
        autres = Etablissement.objects.filter(essai_de=None).exclude(pk=OuterRef("etablissement"))
        return (
            self.filter(rattachement__compte__in=comptes)
            .select_related("rattachement", "etablissement")
            .annotate(autre_college=Exists(autres))
        )

    def pour_agent(self, agent: Agent) -> Self:
        return self.filter(etablissement=agent.etablissement_id)


class Personne(models.Model):
    """Un adulte, une seule fois par collège, même s'il a trois enfants."""

    etablissement = models.ForeignKey(
        Etablissement, on_delete=models.CASCADE, related_name="personnes"
    )
    id_siecle = models.CharField(max_length=20, null=True)  # noqa: DJ001 (NULL : pas encore connu)
    id_prv = models.PositiveIntegerField()
    code_civilite = models.CharField(max_length=1, blank=True)
    nom_de_famille = models.CharField(max_length=100)
    nom_usage = models.CharField(max_length=100, blank=True)
    prenom = models.CharField(max_length=100, blank=True)
    adresse = models.JSONField(default=dict)
    tel_personnel = models.CharField(max_length=40, blank=True)
    tel_portable = models.CharField(max_length=40, blank=True)
    tel_professionnel = models.CharField(max_length=40, blank=True)
    accepte_sms = models.BooleanField(null=True)
    mel = models.CharField(max_length=254, blank=True)
    code_profession = models.CharField(max_length=2, blank=True)
    communication_adresse = models.BooleanField(null=True)
    recherche = Derivee(calcul=mots)
    photo: models.JSONField[Photo, Photo] = models.JSONField(default=dict)

    # Cette visite-ci, quelqu'un l'aide : pas une colonne, ce qu'elle écrit le dira.
    aidee: bool = False
    # Un agent écrit en son nom : pas une colonne non plus.
    delegation: Delegation | None = None
    # Ce site en sert d'autres : ses enfants y sont peut-être (`pour_comptes_reunis`).
    autre_college: bool = False

    objects = PersonneQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["etablissement", "id_siecle"], name="une_personne_par_id_siecle"
            ),
            models.UniqueConstraint(
                fields=["etablissement", "id_prv"], name="une_personne_par_id_prv"
            ),
            models.CheckConstraint(
                condition=Q(id_prv__gte=1, id_prv__lte=99999), name="id_prv_per_sur_cinq_chiffres"
            ),
        ]

    def __str__(self) -> str:
        return _nomme(self.prenom, self.nom_usage or self.nom_de_famille)

    @property
    def avec_civilite(self) -> str:
        """« Mme Léa Martin »."""
        return f"{CIVILITES.get(self.code_civilite, '')} {self}".strip()

    @property
    def inconnu_de_siecle(self) -> bool:
        """Ajouté par le collège ; aucun export n'en a encore parlé."""
        return self.id_siecle is None


class NomEtLien(NamedTuple):
    """Tout ce qu'un responsable saura jamais d'un autre par ce service."""

    prenom: str
    nom_usage: str
    nom_de_famille: str
    code_parente: str

    @property
    def nom(self) -> str:
        return _nomme(self.prenom, self.nom_usage or self.nom_de_famille)


def _nomme(prenom: str, nom: str) -> str:
    """SIECLE écrit « . » un prénom qu'il ignore."""
    return f"{prenom} {nom}".strip(" .")


class ResponsableQuerySet(models.QuerySet["Responsable"]):
    def qui_agissent(self) -> Self:
        return self.filter(niveau_responsabilite__in=NIVEAUX_QUI_AGISSENT)

    def pour_famille(self, dossier: "Dossier", personne: Personne) -> list["NomEtLien"]:
        """Les autres responsables d'un élève : leur nom et leur lien. Rien d'autre n'est chargé."""
        lignes = (
            self.filter(eleve=dossier.eleve_id)
            .exclude(personne=personne)
            .order_by("rang")
            .values_list(
                "personne__prenom",
                "personne__nom_usage",
                "personne__nom_de_famille",
                "code_parente",
            )
        )
        return [NomEtLien(*ligne) for ligne in lignes]


class Responsable(models.Model):
    """Le lien d'un élève à une personne. La famille ne le change pas : elle demande au collège."""

    eleve = models.ForeignKey(Eleve, on_delete=models.CASCADE, related_name="responsables")
    personne = models.ForeignKey(Personne, on_delete=models.CASCADE, related_name="responsables")
    niveau_responsabilite = models.CharField(max_length=1)
    code_parente = models.CharField(max_length=2, blank=True)
    # Le rang dans le fichier : à défaut d'autre signe, SIECLE présente les responsables ainsi.
    rang = models.PositiveIntegerField(default=0)
    photo: models.JSONField[Photo, Photo] = models.JSONField(default=dict)

    objects = ResponsableQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["eleve", "personne"], name="une_personne_une_fois_par_eleve"
            )
        ]

    def __str__(self) -> str:
        return f"lien {self.pk}"

    @property
    def agit(self) -> bool:
        return self.niveau_responsabilite in NIVEAUX_QUI_AGISSENT


class Rattachement(models.Model):
    """Un compte de famille agit pour une personne."""

    compte = models.ForeignKey(Compte, on_delete=models.CASCADE, related_name="rattachements")
    personne = models.OneToOneField(Personne, on_delete=models.CASCADE, related_name="rattachement")

    def __str__(self) -> str:
        return f"compte {self.compte_id}, personne {self.personne_id}"


class DossierQuerySet(models.QuerySet["Dossier"]):
    def pour_agent(self, agent: Agent) -> Self:
        return self.filter(campagne__etablissement=agent.etablissement_id)

    def pour_famille(self, *personnes: Personne) -> Self:
        """Les dossiers des enfants dont cette personne est responsable légale ou a la charge.

        Plusieurs : la même dans plusieurs collèges (`reunions.py`), jamais deux dans un seul.
        """
        return self.filter(
            eleve__responsables__personne__in=personnes,
            eleve__responsables__niveau_responsabilite__in=NIVEAUX_QUI_AGISSENT,
        )

    def presents(self) -> Self:
        return self.filter(_present("eleve__"))

    def partis(self) -> Self:
        return self.exclude(_present("eleve__"))

    def au_plus(self, nombre: int) -> Self:
        """Les premiers venus : compter au-delà coûterait plus que de les montrer."""
        # Repris par leur clé seule : la base n'a rien d'autre à parcourir.
        return type(self)(self.model).filter(pk__in=self.order_by().values("pk")[:nombre])

    def par_place(self, partis: str) -> "models.QuerySet[Any]":
        """Par `place`, `n` dossiers : l'état, ou `partis` pour un élève qui n'est plus là."""
        present = models.When(_present("eleve__"), then=models.F("etat"))
        place = models.Case(present, default=models.Value(partis))
        places = self.order_by().values(place=place).annotate(n=models.Count("pk"))
        return cast("models.QuerySet[Any]", places)

    def a_traiter(self) -> Self:
        return self.presents().filter(etat=etats.Etat.TRANSMIS)

    def de_la_personne(self, personne: Personne) -> Self:
        return self.filter(eleve__responsables__personne=personne)


class Dossier(models.Model):
    """L'inscription d'un élève pour une campagne."""

    campagne = models.ForeignKey(Campagne, on_delete=models.CASCADE, related_name="dossiers")
    eleve = models.ForeignKey(Eleve, on_delete=models.CASCADE, related_name="dossiers")
    # Celle de l'élève, que `ecritures.py` tient égale : l'état et le nom dans un même index.
    cle_tri = Recopiee(calcul=lambda dossier: dossier.eleve.cle_tri)
    etat = models.CharField(
        "état", max_length=12, choices=etats.LIBELLES, default=etats.Etat.A_REMPLIR.value
    )
    transmis_le = models.DateTimeField(null=True, blank=True)
    valide_le = models.DateTimeField(null=True, blank=True)
    # La formation que le collège donne à cet élève-là (redoublant, autre voie) ; vide : la règle.
    code_mef_rentree = models.CharField(max_length=11, blank=True)
    # Ce que le collège demande de corriger, montré à la famille jusqu'à son prochain envoi.
    demande = models.TextField(blank=True)
    # Le collègue qui s'en occupe, et ce qu'on en dit entre agents : jamais montré à une famille.
    attribue_a = models.ForeignKey(
        Agent, on_delete=models.SET_NULL, related_name="dossiers", null=True, blank=True
    )
    etiquettes = models.ManyToManyField(Etiquette, related_name="dossiers", blank=True)

    objects = DossierQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["campagne", "eleve"], name="un_dossier_par_eleve_et_campagne"
            ),
            models.CheckConstraint(
                condition=Q(etat__in=list(etats.LIBELLES)), name="etat_dossier_connu"
            ),
        ]
        indexes = [
            models.Index(fields=["campagne", "etat", "transmis_le"], name="file_dossiers"),
            models.Index(fields=["campagne", "etat", "cle_tri", "id"], name="liste_par_etat"),
            # Le dernier envoi d'abord, les jamais envoyés à la fin.
            models.Index(
                models.F("campagne"),
                IsNull(models.F("transmis_le"), True),
                models.F("transmis_le").desc(),
                models.F("id").desc(),
                name="liste_par_envoi",
            ),
        ]

    def __str__(self) -> str:
        return f"dossier de {self.eleve}"
