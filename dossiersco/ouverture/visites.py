"""La visite d'un opérateur : lecture seule, une raison, une heure, et le collège le sait."""

from django.db import transaction
from django.utils import timezone

from dossiersco.comptes.models import Compte
from dossiersco.etablissements.droits import Role
from dossiersco.etablissements.models import DUREE_D_UNE_VISITE, Etablissement, Visite
from dossiersco.messagerie.envois import Courrier, poster


@transaction.atomic
def visiter(etablissement: Etablissement, *, par: Compte, motif: str) -> Visite:
    """Une seule à la fois : en commencer une finit l'autre. Prévient toute la direction.

    Un second appui rend la visite déjà ouverte.
    """
    Compte.objects.select_for_update(no_key=True).get(pk=par.pk)
    en_cours = Visite.objects.pour_operateur(par).en_cours()
    if deja := en_cours.filter(etablissement=etablissement, motif=motif).first():
        return deja
    terminer(par)
    debut = timezone.now()
    visite = Visite.objects.create(
        etablissement=etablissement,
        operateur=par,
        motif=motif,
        le=debut,
        jusqu_a=debut + DUREE_D_UNE_VISITE,
    )
    direction = etablissement.agents.filter(
        role=Role.DIRECTION, actif=True, compte__is_active=True
    ).select_related("compte")
    contexte = {"operateur": par.mel or "", "motif": motif}
    poster(
        etablissement,
        [
            Courrier(
                "visite_operateur", agent.compte.mel, f"visite:{visite.pk}:{agent.pk}", contexte
            )
            for agent in direction
            if agent.compte.mel
        ],
    )
    return visite


def terminer(operateur: Compte) -> None:
    Visite.objects.pour_operateur(operateur).en_cours().update(jusqu_a=timezone.now())
