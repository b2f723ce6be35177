"""Saisir pour une famille : l'ouvrir, la finir."""

from django.db import transaction
from django.utils import timezone

from dossiersco.dossiers.delegations import DUREE
from dossiersco.dossiers.models import Delegation, Dossier, Personne
from dossiersco.dossiers.refus import GesteRefuse
from dossiersco.etablissements.droits import Geste
from dossiersco.etablissements.models import Agent


@transaction.atomic
def ouvrir(dossier: Dossier, personne: Personne, *, canal: str, par: Agent) -> Delegation:
    """Seulement au nom d'un responsable qui pourrait écrire lui-même dans ce dossier."""
    if not par.peut(Geste.SAISIR_POUR_FAMILLE):
        raise GesteRefuse("Votre rôle ne permet pas de saisir pour une famille.")
    if not Dossier.objects.pour_agent(par).pour_famille(personne).filter(pk=dossier.pk).exists():
        raise GesteRefuse("Cette personne n’est pas responsable de cet élève.")
    return Delegation.objects.create(
        par_agent=par,
        personne=personne,
        dossier=dossier,
        canal=canal,
        expire_le=timezone.now() + DUREE,
    )


def fermer(delegation: Delegation) -> None:
    """Aussitôt : l'onglet resté ouvert n'écrit plus rien."""
    Delegation.objects.filter(pk=delegation.pk, fermee_le=None).update(fermee_le=timezone.now())
