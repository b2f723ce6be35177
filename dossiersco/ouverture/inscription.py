"""Inscrire un collège : son UAI, un lien à son adresse officielle, sa première direction.

La demande ne dit jamais si le collège existe ou s'il est déjà inscrit : seule sa boîte l'apprend.
"""

import secrets
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from dossiersco.etablissements import uai as uais
from dossiersco.etablissements.actions import a_une_direction, creer_premiere_direction
from dossiersco.etablissements.models import Agent, Etablissement, LienInscription
from dossiersco.messagerie.envois import Courrier, poster

DUREE = timedelta(hours=48)
DOUBLE_APPUI = timedelta(minutes=1)


class LienDepasse(Exception):
    """Ce lien n'ouvre plus rien : déjà servi, trop vieux, ou mal recopié."""

    def __init__(self) -> None:
        super().__init__("Ce lien a déjà servi, ou il est dépassé : demandez-en un autre.")


@transaction.atomic
def demander(uai: str, mel: str = "") -> str:
    """Envoie un lien à `mel`, ou à l'adresse officielle. Rend l'adresse qui le reçoit.

    Un seul message dans les deux cas : ni sa présence ni sa lenteur ne trahissent rien.
    """
    destinataire = (mel or uais.mel_officiel(uai)).lower()
    contexte = {"uai": uai}
    if a_une_direction(uai):
        cle = f"deja:{uai}:{secrets.token_hex(8)}"
        poster(None, [Courrier("college_deja_inscrit", destinataire, cle, contexte)])
        return destinataire
    jeton = secrets.token_urlsafe(24)
    maintenant = timezone.now()
    LienInscription.objects.filter(expire_le__lt=maintenant).delete()
    LienInscription.objects.create(
        uai=uai, mel=destinataire, empreinte=_empreinte(jeton), expire_le=maintenant + DUREE
    )
    contexte["lien"] = f"{settings.ADRESSE_PUBLIQUE}/inscrire/{jeton}/"
    cle = f"inscription:{_empreinte(jeton)[:40]}"
    poster(None, [Courrier("inscription_college", destinataire, cle, contexte)])
    return destinataire


@transaction.atomic
def inscrire_un_college(uai: str, mel: str = "") -> str:
    """L'opérateur l'inscrit à sa place : le collège existe avant que sa direction n'entre.

    Un second appui n'envoie pas un second lien.
    """
    college, _ = Etablissement.objects.get_or_create(uai=uai)
    Etablissement.objects.select_for_update(no_key=True).get(pk=college.pk)
    destinataire = (mel or uais.mel_officiel(uai)).lower()
    a_l_instant = timezone.now() + DUREE - DOUBLE_APPUI
    deja = LienInscription.objects.filter(uai=uai, mel=destinataire, expire_le__gt=a_l_instant)
    return destinataire if deja.exists() else demander(uai, mel)


def lien_de(jeton: str) -> LienInscription | None:
    """Le lien encore bon. Lire n'use rien."""
    bons = LienInscription.objects.filter(expire_le__gt=timezone.now())
    return bons.filter(empreinte=_empreinte(jeton)).first()


@transaction.atomic
def activer(jeton: str, *, nom: str, mot_de_passe: str) -> Agent:
    """Une fois. Lève `LienDepasse`, `DejaUneDirection` ou `AdressePrise`."""
    lien = lien_de(jeton)
    # Tous ceux du collège, dans l'ordre : deux liens ouverts ensemble ne s'attendent pas l'un
    # l'autre, et le second ne trouve plus rien.
    siens = LienInscription.objects.select_for_update().filter(uai=lien.uai if lien else "")
    if lien is None or lien not in list(siens.order_by("pk")):
        raise LienDepasse
    agent = creer_premiere_direction(lien.uai, lien.mel, nom=nom, mot_de_passe=mot_de_passe)
    siens.delete()
    return agent


def _empreinte(jeton: str) -> str:
    return salted_hmac("ouverture.inscription", jeton, algorithm="sha256").hexdigest()
