"""Ce que le collège règle lui-même : le joindre, les signatures, le dernier jour."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from dossiersco.campagnes.models import Campagne
from dossiersco.comptes.models import CodeAcces
from dossiersco.dossiers.invitations import expiration

DU_COLLEGE = ("telephone", "horaires")
DE_LA_CAMPAGNE = ("ferme_le", "signatures_requises")


@transaction.atomic
def regler(campagne: Campagne, valeurs: Mapping[str, Any]) -> None:
    """Un dernier jour déplacé déplace aussi la fin des codes déjà remis : ils servent jusque-là."""
    etablissement = campagne.etablissement
    avant = campagne.ferme_le
    for objet, noms in ((etablissement, DU_COLLEGE), (campagne, DE_LA_CAMPAGNE)):
        for nom in noms:
            setattr(objet, nom, valeurs[nom])
        objet.save(update_fields=noms)
    if campagne.ferme_le != avant:
        CodeAcces.objects.filter(
            compte__rattachements__personne__etablissement=etablissement, revoque_le=None
        ).update(expire_le=expiration(campagne))
