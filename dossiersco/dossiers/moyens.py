"""Prouver qu'on lit un courriel ou un SMS, puis s'en servir pour entrer ; prévenir quand il change.

Une coordonnée n'est qu'une donnée ; seule celle que son titulaire a vérifiée par un code ouvre.
"""

import secrets
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

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
from dossiersco.comptes.reunions import reunis_a
from dossiersco.dossiers.models import Personne
from dossiersco.messagerie import sms
from dossiersco.messagerie.adresses import mel_utilisable, mobile_utilisable
from dossiersco.messagerie.envois import Courrier, poster
from dossiersco.messagerie.models import Message
from dossiersco.siecle.valeurs import comparable

DUREE = timedelta(minutes=10)
REPOS = timedelta(minutes=1)
ESSAIS_MAXIMUM = 5
MEL, SMS = "mel", "sms"
COLONNES = {MEL: "mel", SMS: "tel_portable"}
# {canal: le message} ; ceux des SMS sont les seuls que des familles font partir, et se comptent.
CODE = {MEL: "code_verification", SMS: "code_verification_sms"}
LIEN = {MEL: "lien_connexion", SMS: "lien_connexion_sms"}
CHANGE = {MEL: "moyen_change", SMS: "moyen_change_sms"}


class Envoi(StrEnum):
    PARTI = "parti"
    VIENT_DE_PARTIR = "vient de partir"
    PLAFOND = "plafond"


@dataclass(frozen=True)
class Etat:
    """`adresse` : ce qui est à vérifier, "" s'il n'y a rien. `attend` : un code vient de partir."""

    adresse: str
    verifie: bool
    attend: bool


def etat(personne: Personne, canal: str = MEL) -> Etat:
    ou, compte = adresse(personne, canal), _compte(personne)
    verifie = MoyenVerifie.objects.filter(compte=compte, canal=canal, valeur=ou).exists()
    attend = _en_attente(compte, canal, ou).exists() if ou and not verifie else False
    return Etat(ou, verifie, attend)


def adresse(personne: Personne, canal: str = MEL) -> str:
    """Le courriel ou le mobile de sa fiche ; pas de mobile si ce site n'envoie pas de SMS."""
    if canal == SMS:
        return mobile_utilisable(personne.tel_portable)
    return comparable("MEL", mel_utilisable(personne.mel))


@transaction.atomic
def envoyer_code(personne: Personne, canal: str = MEL) -> Envoi:
    """Un code neuf remplace l'ancien ; appuyer deux fois n'en envoie qu'un."""
    compte = Compte.objects.select_for_update(no_key=True).get(pk=_compte(personne).pk)
    ou, code = adresse(personne, canal), f"{secrets.randbelow(10**6):06}"
    recent = timezone.now() + DUREE - REPOS
    if _en_attente(compte, canal, ou).filter(expire_le__gt=recent).exists():
        return Envoi.VIENT_DE_PARTIR
    if canal == SMS and _plafond_atteint(personne):
        return Envoi.PLAFOND
    CodeVerification.objects.update_or_create(
        compte=compte,
        canal=canal,
        defaults={
            "valeur": ou,
            "empreinte": empreinte_code(compte, ou, code),
            "expire_le": timezone.now() + DUREE,
            "essais": 0,
        },
    )
    courrier = Courrier(
        CODE[canal],
        ou,
        cle=f"code:{compte.pk}:{secrets.token_hex(8)}",
        contexte={"code": code},
        canal=canal,
        langue=compte.langue,
    )
    poster(personne.etablissement, [courrier])
    return Envoi.PARTI


def verifier(personne: Personne, code: str, canal: str = MEL) -> bool:
    """Compte l'essai avant de comparer : deux essais à la fois en coûtent deux."""
    ou, compte = adresse(personne, canal), _compte(personne)
    attendu = _en_attente(compte, canal, ou)
    if not attendu.filter(essais__lt=ESSAIS_MAXIMUM).update(essais=F("essais") + 1):
        return False
    with transaction.atomic():
        garde = attendu.select_for_update().first()
        if not garde or not constant_time_compare(
            garde.empreinte, empreinte_code(compte, ou, code)
        ):
            return False
        garde.delete()
        MoyenVerifie.objects.update_or_create(
            compte=compte, canal=canal, defaults={"valeur": ou, "verifie_le": timezone.now()}
        )
    return True


@transaction.atomic
def envoyer_lien(ou: str, canal: str = MEL) -> None:
    """Rien si l'adresse n'ouvre aucun compte, ou plusieurs, ou si le code remis est éteint."""
    ou = comparable("MEL", ou) if canal == MEL else mobile_utilisable(ou)
    compte = _compte_ouvert_par(canal, ou)
    if compte is None or not _peut_entrer(compte):
        return
    personne = Personne.objects.pour_compte(compte).select_related("etablissement").first()
    if personne is None or (canal == SMS and _plafond_atteint(personne)):
        return
    jeton = tirer_lien(compte)
    courrier = Courrier(
        gabarit=LIEN[canal],
        destinataire=ou,
        cle=f"lien:{_empreinte_lien(jeton)}",
        contexte={"lien": f"{settings.ADRESSE_PUBLIQUE}/famille/entrer/{jeton}/"},
        canal=canal,
        langue=compte.langue,
    )
    poster(personne.etablissement, [courrier])


def _compte_ouvert_par(canal: str, ou: str) -> Compte | None:
    """Le seul que cette adresse ouvre ; de plusieurs, celui qui a réuni tous les autres."""
    verifies = MoyenVerifie.objects.filter(canal=canal, valeur=ou, compte__is_active=True)
    comptes = [moyen.compte for moyen in verifies.select_related("compte").order_by("compte")]
    if len(comptes) == 1:
        return comptes[0]
    for compte in comptes:
        reunis = set(reunis_a(compte, timezone.now()).values_list("autre__compte", flat=True))
        if {autre.pk for autre in comptes} <= {compte.pk} | reunis:
            return compte
    return None


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
    """La coordonnée a changé : l'ancienne n'ouvre plus, et le dit, sans nommer la nouvelle."""
    siens = MoyenVerifie.objects.filter(compte__rattachements__personne=personne)
    anciens = [
        moyen
        for moyen in siens.select_related("compte")
        if moyen.valeur != _de_la_fiche(personne, moyen.canal)
    ]
    courriers = [
        Courrier(
            gabarit=CHANGE[moyen.canal],
            destinataire=moyen.valeur,
            cle=f"moyen:{moyen.pk}:{moyen.verifie_le.timestamp()}",
            canal=moyen.canal,
            langue=moyen.compte.langue,
        )
        for moyen in anciens
        if moyen.canal == MEL or sms.disponible()
    ]
    MoyenVerifie.objects.filter(pk__in=[moyen.pk for moyen in anciens]).delete()
    if courriers:
        poster(personne.etablissement, courriers)


def _de_la_fiche(personne: Personne, canal: str) -> str:
    """Même si ce site a cessé d'envoyer des SMS : le numéro n'a pas changé pour autant."""
    if canal == SMS:
        return comparable("TEL_PORTABLE", personne.tel_portable)
    return adresse(personne)


def _plafond_atteint(personne: Personne) -> bool:
    """Ce que les familles d'un collège peuvent lui faire dépenser en SMS, par jour.

    Sans verrou : des demandes simultanées le dépassent d'autant qu'il y a de processus, pas plus.
    """
    partis = Message.objects.filter(
        etablissement=personne.etablissement_id,
        gabarit__in=(CODE[SMS], LIEN[SMS]),
        cree_le__gt=timezone.now() - timedelta(days=1),
    )
    return partis.count() >= settings.SMS_PAR_JOUR


def _compte(personne: Personne) -> Compte:
    return personne.rattachement.compte


def _en_attente(compte: Compte, canal: str, ou: str) -> "QuerySet[CodeVerification]":
    return CodeVerification.objects.filter(
        compte=compte, canal=canal, valeur=ou, expire_le__gt=timezone.now()
    )


def _peut_entrer(compte: Compte) -> bool:
    """Un lien ne rouvre pas ce que le collège a fermé."""
    return CodeAcces.objects.en_vigueur(timezone.now()).filter(compte=compte).exists()


def empreinte_code(compte: Compte, ou: str, code: str) -> str:
    return salted_hmac(
        "dossiers.moyens.code", f"{compte.pk}:{ou}:{code}", algorithm="sha256"
    ).hexdigest()


def _empreinte_lien(jeton: str) -> str:
    return salted_hmac("dossiers.moyens.lien", jeton, algorithm="sha256").hexdigest()
