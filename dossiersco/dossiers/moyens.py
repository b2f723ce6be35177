"""Prouver qu'on lit un courriel, puis s'en servir pour entrer ; prévenir quand il change.

Une coordonnée n'est qu'une donnée ; seule celle que son titulaire a vérifiée par un code ouvre.
"""

import secrets
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from dossiersco.comptes.models import (
    CodeAcces,
    CodeVerification,
    Compte,
    LienConnexion,
    MoyenVerifie,
)
from dossiersco.dossiers.models import Personne
from dossiersco.messagerie.adresses import mel_utilisable
from dossiersco.messagerie.envois import Courrier, poster
from dossiersco.siecle.valeurs import comparable

DUREE = timedelta(minutes=10)
REPOS = timedelta(minutes=1)
ESSAIS_MAXIMUM = 5
MEL = "mel"


@dataclass(frozen=True)
class Etat:
    """`mel` : l'adresse à vérifier, "" s'il n'y en a pas. `attend` : un code vient de partir."""

    mel: str
    verifie: bool
    attend: bool


def etat(personne: Personne) -> Etat:
    mel, compte = adresse(personne), _compte(personne)
    verifie = MoyenVerifie.objects.filter(compte=compte, canal=MEL, valeur=mel).exists()
    attend = _en_attente(compte, mel).exists() if mel and not verifie else False
    return Etat(mel, verifie, attend)


def adresse(personne: Personne) -> str:
    return comparable("MEL", mel_utilisable(personne.mel))


@transaction.atomic
def envoyer_code(personne: Personne) -> bool:
    """Un code neuf remplace l'ancien. Faux s'il vient d'en partir un : appuyer deux fois."""
    compte = Compte.objects.select_for_update(no_key=True).get(pk=_compte(personne).pk)
    mel, code = adresse(personne), f"{secrets.randbelow(10**6):06}"
    if _en_attente(compte, mel).filter(expire_le__gt=timezone.now() + DUREE - REPOS).exists():
        return False
    CodeVerification.objects.update_or_create(
        compte=compte,
        canal=MEL,
        defaults={
            "valeur": mel,
            "empreinte": empreinte_code(compte, mel, code),
            "expire_le": timezone.now() + DUREE,
            "essais": 0,
        },
    )
    cle = f"code:{compte.pk}:{secrets.token_hex(8)}"
    courrier = Courrier(
        "code_verification", mel, cle, contexte={"code": code}, langue=compte.langue
    )
    poster(personne.etablissement, [courrier])
    return True


def verifier(personne: Personne, code: str) -> bool:
    """Compte l'essai avant de comparer : deux essais à la fois en coûtent deux."""
    mel, compte = adresse(personne), _compte(personne)
    attendu = _en_attente(compte, mel)
    if not attendu.filter(essais__lt=ESSAIS_MAXIMUM).update(essais=F("essais") + 1):
        return False
    with transaction.atomic():
        garde = attendu.select_for_update().first()
        if not garde or not constant_time_compare(
            garde.empreinte, empreinte_code(compte, mel, code)
        ):
            return False
        garde.delete()
        MoyenVerifie.objects.update_or_create(
            compte=compte, canal=MEL, defaults={"valeur": mel, "verifie_le": timezone.now()}
        )
    return True


@transaction.atomic
def envoyer_lien(mel: str) -> None:
    """Rien si l'adresse n'est à personne, ou à deux comptes, ou si le code remis est éteint."""
    mel = comparable("MEL", mel)
    moyen = MoyenVerifie.objects.seuls(MEL, mel).select_related("compte").first()
    if moyen is None or not _peut_entrer(moyen.compte):
        return
    personne = Personne.objects.pour_compte(moyen.compte).select_related("etablissement").first()
    if personne is None:
        return
    jeton = tirer_lien(moyen.compte)
    lien = f"{settings.ADRESSE_PUBLIQUE}/famille/entrer/{jeton}/"
    courrier = Courrier(
        gabarit="lien_connexion",
        destinataire=mel,
        cle=f"lien:{_empreinte_lien(jeton)}",
        contexte={"lien": lien},
        langue=moyen.compte.langue,
    )
    poster(personne.etablissement, [courrier])


def tirer_lien(compte: Compte) -> str:
    """Un jeton neuf, qui ouvre une session de ce compte une fois, dans les dix minutes."""
    jeton = secrets.token_urlsafe(24)
    LienConnexion.objects.filter(expire_le__lt=timezone.now()).delete()
    LienConnexion.objects.create(
        compte=compte, empreinte=_empreinte_lien(jeton), expire_le=timezone.now() + DUREE
    )
    return jeton


@transaction.atomic
def consommer_lien(jeton: str) -> Compte | None:
    """Le compte, une seule fois : celui qui efface la ligne entre."""
    en_vigueur = LienConnexion.objects.filter(
        empreinte=_empreinte_lien(jeton), expire_le__gt=timezone.now()
    )
    lien = en_vigueur.select_related("compte").first()
    if lien is None or not en_vigueur.delete()[0]:
        return None
    return lien.compte if _peut_entrer(lien.compte) else None


def retirer_les_anciens(personne: Personne) -> None:
    """Le courriel a changé : l'ancien n'ouvre plus, et le dit, sans nommer le nouveau."""
    anciens = (
        MoyenVerifie.objects.filter(compte__rattachements__personne=personne, canal=MEL)
        .exclude(valeur=adresse(personne))
        .select_related("compte")
    )
    courriers = [
        Courrier(
            gabarit="moyen_change",
            destinataire=moyen.valeur,
            cle=f"moyen:{moyen.pk}:{moyen.verifie_le.timestamp()}",
            langue=moyen.compte.langue,
        )
        for moyen in anciens
    ]
    if courriers:
        anciens.delete()
        poster(personne.etablissement, courriers)


def _compte(personne: Personne) -> Compte:
    return personne.rattachement.compte


def _en_attente(compte: Compte, mel: str) -> "QuerySet[CodeVerification]":
    return CodeVerification.objects.filter(
        compte=compte, canal=MEL, valeur=mel, expire_le__gt=timezone.now()
    )


def _peut_entrer(compte: Compte) -> bool:
    """Un lien ne rouvre pas ce que le collège a fermé."""
    return CodeAcces.objects.en_vigueur(timezone.now()).filter(compte=compte).exists()


def empreinte_code(compte: Compte, mel: str, code: str) -> str:
    return salted_hmac(
        "dossiers.moyens.code", f"{compte.pk}:{mel}:{code}", algorithm="sha256"
    ).hexdigest()


def _empreinte_lien(jeton: str) -> str:
    return salted_hmac("dossiers.moyens.lien", jeton, algorithm="sha256").hexdigest()
