"""Écrire ce qu'une étape a recueilli, et revenir au dossier à l'endroit quitté."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, cast

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from dossiersco.dossiers.actions import modifier
from dossiersco.dossiers.models import Dossier, Eleve, Personne
from dossiersco.dossiers.refus import GesteRefuse
from dossiersco.espace_famille import brouillon
from dossiersco.espace_famille.acces import RequeteFamille
from dossiersco.espace_famille.saisies import FormulaireFamille
from dossiersco.socle.forms import Champ

# « Enregistré » se prend pour « envoyé » : on dit ce qu'il reste à faire.
ENREGISTRE = "Enregistré. Quand tout est à jour, envoyez le dossier : bouton en bas de la page."
Ecriture = tuple[Dossier, Eleve | Personne, Mapping[str, Any]]


def enregistrer(
    request: RequeteFamille,
    dossier: Dossier,
    ecritures: Iterable[Ecriture],
    ancre: str,
    formulaire: FormulaireFamille,
) -> HttpResponse:
    """Des champs de SIECLE."""

    def geste() -> None:
        for sur, cible, valeurs in ecritures:
            modifier(sur, cible, valeurs, par=request.personne, motif=formulaire.raison)

    return enregistrer_par(request, dossier, geste, ancre, formulaire)


def enregistrer_par(
    request: RequeteFamille,
    dossier: Dossier,
    geste: Callable[[], object],
    ancre: str,
    formulaire: FormulaireFamille,
) -> HttpResponse:
    """Tout ou rien. Le message s'affichera dans le bloc `ancre`."""
    try:
        with transaction.atomic():
            geste()
            brouillon.fermer(request, dossier)
    except GesteRefuse as refus:
        messages.error(request, str(refus))
    else:
        messages.success(request, _dit(formulaire), extra_tags=ancre)
    return redirect(f"{reverse('espace_famille:dossier', args=[dossier.pk])}#{ancre}")


def _dit(formulaire: FormulaireFamille) -> str:
    """À qui avait laissé une page ouverte, aussi : ce qui a bougé sans lui, et qui reste."""
    if formulaire.ecartes:
        tus = ", ".join(libelle.lower() for libelle in formulaire.ecartes)
        return f"{ENREGISTRE} Le collège ne demande plus, et n’a pas gardé : {tus}."
    changes = [cast(Champ, formulaire[nom]).intitule.lower() for nom in formulaire.changes_ailleurs]
    if not changes:
        return ENREGISTRE
    gardes = ", ".join(changes)
    return (
        f"{ENREGISTRE} Changé entre-temps, dans un autre onglet ou par l’autre parent, "
        f"et gardé : {gardes}."
    )
