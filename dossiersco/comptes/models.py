"""Qui se connecte : un agent par mel et mot de passe, un responsable par code personnel."""

from datetime import datetime, timedelta
from typing import Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils import timezone


class Compte(AbstractBaseUser):
    """Une personne qui se connecte. Les familles n'ont ni mel de connexion ni mot de passe."""

    mel = models.EmailField(unique=True, null=True, blank=True)
    is_active = models.BooleanField("actif", default=True)
    est_operateur = models.BooleanField("opérateur", default=False)
    # La langue lue à côté du français, sur les pages et dans les messages ; vide : aucune.
    langue = models.CharField(max_length=10, blank=True)
    cree_le = models.DateTimeField(default=timezone.now)

    objects = BaseUserManager()

    USERNAME_FIELD = "mel"
    EMAIL_FIELD = "mel"

    @property
    def espace(self) -> str:
        """Le nom de l'adresse où il arrive."""
        if self.est_operateur:
            return "espace_operateur:colleges"
        return "espace_agent:accueil" if self.mel else "espace_famille:accueil"

    def __str__(self) -> str:
        return self.mel or f"compte {self.pk}"


class CodeAccesQuerySet(models.QuerySet["CodeAcces"]):
    def en_vigueur(self, le: datetime) -> Self:
        return self.filter(revoque_le=None, expire_le__gt=le, compte__is_active=True)


class CodeAcces(models.Model):
    """L'empreinte d'un code personnel. En remettre un nouveau révoque le précédent."""

    compte = models.ForeignKey(Compte, on_delete=models.CASCADE, related_name="codes")
    empreinte = models.CharField(max_length=64, unique=True)
    cree_le = models.DateTimeField(default=timezone.now)
    expire_le = models.DateTimeField()
    revoque_le = models.DateTimeField(null=True, blank=True)

    objects = CodeAccesQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["compte"],
                condition=models.Q(revoque_le=None),
                name="un_seul_code_en_vigueur_par_compte",
            )
        ]

    def __str__(self) -> str:
        return f"code du compte {self.compte_id}"


class ReunionQuerySet(models.QuerySet["Reunion"]):
    def en_vigueur(self, le: datetime) -> Self:
        """Un seul des deux codes révoqué ou dépassé, et la réunion ne montre plus rien."""
        return self.filter(
            code__revoque_le=None,
            code__expire_le__gt=le,
            autre__revoque_le=None,
            autre__expire_le__gt=le,
            autre__compte__is_active=True,
        )


class Reunion(models.Model):
    """Qui entre par le compte de `code` voit aussi ce qu'ouvre `autre`, dont il a montré le code.

    Dans ce sens seulement : il n'a pas montré `code` à qui entrerait avec `autre`.
    """

    code = models.ForeignKey(CodeAcces, on_delete=models.CASCADE, related_name="reunions")
    autre = models.ForeignKey(CodeAcces, on_delete=models.CASCADE, related_name="reuni_a")
    faite_le = models.DateTimeField(default=timezone.now)

    objects = ReunionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code", "autre"], name="une_reunion_par_deux_codes"),
            models.CheckConstraint(
                condition=~models.Q(code=models.F("autre")), name="un_code_ne_se_reunit_pas_seul"
            ),
        ]

    def __str__(self) -> str:
        return f"réunion {self.pk}"


CANAUX = {"mel": "courriel", "sms": "SMS"}


class MoyenVerifie(models.Model):
    """Un courriel ou un numéro que son titulaire a prouvé lire : il peut servir à entrer."""

    compte = models.ForeignKey(Compte, on_delete=models.CASCADE, related_name="moyens")
    canal = models.CharField(max_length=3, choices=CANAUX)
    valeur = models.CharField(max_length=254)
    verifie_le = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["compte", "canal"], name="un_moyen_verifie_par_compte_et_canal"
            )
        ]
        indexes = [models.Index(fields=["canal", "valeur"], name="moyen_par_valeur")]

    def __str__(self) -> str:
        return f"{self.canal} du compte {self.compte_id}"


class CodeVerification(models.Model):
    """Le code à six chiffres envoyé à `valeur` ; un seul par compte et canal, cinq essais."""

    compte = models.ForeignKey(Compte, on_delete=models.CASCADE, related_name="verifications")
    canal = models.CharField(max_length=3, choices=CANAUX)
    valeur = models.CharField(max_length=254)
    empreinte = models.CharField(max_length=64)
    expire_le = models.DateTimeField()
    essais = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["compte", "canal"], name="un_code_de_verification_par_compte_et_canal"
            )
        ]

    def __str__(self) -> str:
        return f"vérification du compte {self.compte_id}"


class LienConnexion(models.Model):
    """L'empreinte d'un lien qui ouvre une session une seule fois ; effacé dès qu'il a servi."""

    compte = models.ForeignKey(Compte, on_delete=models.CASCADE, related_name="liens")
    empreinte = models.CharField(max_length=64, unique=True)
    expire_le = models.DateTimeField()

    def __str__(self) -> str:
        return f"lien du compte {self.compte_id}"


class EchecConnexionQuerySet(models.QuerySet["EchecConnexion"]):
    def recents(self, duree: timedelta) -> Self:
        return self.filter(le__gt=timezone.now() - duree)


class EchecConnexion(models.Model):
    """Un essai manqué. L'adresse et le mel n'y sont qu'en empreinte ; purgé au bout d'un jour."""

    cle = models.CharField(max_length=64)
    le = models.DateTimeField(default=timezone.now)

    objects = EchecConnexionQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["cle", "le"], name="echec_par_cle")]

    def __str__(self) -> str:
        return f"échec du {self.le:%d/%m/%Y %H:%M}"


class SecondFacteur(models.Model):
    """L'application d'authentification d'un agent. Le secret n'y est pas : voir `totp.py`."""

    compte = models.OneToOneField(Compte, on_delete=models.CASCADE, related_name="second_facteur")
    graine = models.CharField(max_length=64)
    # Le pas de trente secondes du dernier code accepté : le même code ne sert pas deux fois.
    dernier_pas = models.BigIntegerField(default=0)
    pose_le = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"second facteur du compte {self.compte_id}"


class CodeSecours(models.Model):
    """L'empreinte d'un code pour qui a perdu son téléphone ; effacée dès qu'il a servi."""

    compte = models.ForeignKey(Compte, on_delete=models.CASCADE, related_name="codes_secours")
    empreinte = models.CharField(max_length=64, unique=True)

    def __str__(self) -> str:
        return f"code de secours du compte {self.compte_id}"


NATURES_LIEN = {
    "activation": "activation",
    "oubli": "mot de passe oublié",
    "mel": "nouvelle adresse",
}


class LienAgentQuerySet(models.QuerySet["LienAgent"]):
    def en_vigueur(self) -> Self:
        return self.filter(expire_le__gt=timezone.now(), compte__is_active=True)


class LienAgent(models.Model):
    """L'empreinte d'un lien envoyé à un agent ; un par nature, effacé dès qu'il a servi.

    Il n'ouvre pas de session : il fait choisir un mot de passe, ou confirmer l'adresse `mel`.
    """

    compte = models.ForeignKey(Compte, on_delete=models.CASCADE, related_name="liens_agent")
    nature = models.CharField(max_length=10, choices=NATURES_LIEN)
    empreinte = models.CharField(max_length=64, unique=True)
    mel = models.EmailField(blank=True)
    expire_le = models.DateTimeField()

    objects = LienAgentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["compte", "nature"], name="un_lien_agent_par_compte_et_nature"
            )
        ]

    def __str__(self) -> str:
        return f"lien ({self.nature}) du compte {self.compte_id}"


class SeanceAgent(models.Model):
    """De quoi fermer les sessions d'un agent sans les ouvrir toutes. Part avec sa session."""

    compte = models.ForeignKey(Compte, on_delete=models.CASCADE, related_name="seances")
    session = models.OneToOneField("sessions.Session", on_delete=models.CASCADE, primary_key=True)

    def __str__(self) -> str:
        return f"séance du compte {self.compte_id}"
