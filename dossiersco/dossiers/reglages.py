"""Ce que le collège règle lui-même : le joindre, et les règles de la campagne."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from dossiersco.campagnes.models import Campagne
from dossiersco.comptes.models import CodeAcces
from dossiersco.dossiers.invitations import expiration
from dossiersco.etablissements.models import Etablissement

POUR_JOINDRE = ("telephone", "horaires", "mel_reponse", "fuseau")
DE_LA_CAMPAGNE = (
    "ouverte_le",
    "ferme_le",
    "signatures_requises",
    "mot_accueil",
    "mot_fin",
    "blocs",
    "champs",
    "codes_mef",
)


@transaction.atomic
def regler_le_college(etablissement: Etablissement, valeurs: Mapping[str, Any]) -> None:
    """Changer d'heure déplace la fin du dernier jour, donc celle des codes déjà remis."""
    avant = etablissement.fuseau
    _ecrire(etablissement, POUR_JOINDRE, valeurs)
    derniere = etablissement.campagnes.order_by("-annee").first()
    if derniere and etablissement.fuseau != avant:
        derniere.etablissement = etablissement
        _prolonger_les_codes(derniere)


@transaction.atomic
def regler_la_campagne(campagne: Campagne, valeurs: Mapping[str, Any]) -> None:
    """Un dernier jour déplacé déplace aussi la fin des codes déjà remis : ils servent jusque-là."""
    avant = campagne.ferme_le
    _ecrire(campagne, DE_LA_CAMPAGNE, valeurs)
    if campagne.ferme_le != avant:
        _prolonger_les_codes(campagne)


def _ecrire(
    objet: Etablissement | Campagne, noms: tuple[str, ...], valeurs: Mapping[str, Any]
) -> None:
    ecrits = [nom for nom in noms if nom in valeurs]
    for nom in ecrits:
        setattr(objet, nom, valeurs[nom])
    objet.save(update_fields=ecrits)


def _prolonger_les_codes(campagne: Campagne) -> None:
    CodeAcces.objects.filter(
        compte__rattachements__personne__etablissement=campagne.etablissement, revoque_le=None
    ).update(expire_le=expiration(campagne))
