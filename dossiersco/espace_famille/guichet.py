"""Finir une saisie faite au nom d'une famille, et revenir au dossier."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from dossiersco.dossiers.guichet import fermer
from dossiersco.espace_famille.acces import RequeteFamille, famille_requise
from dossiersco.espace_famille.delegation import du_college


@require_POST
@famille_requise
def fin(request: RequeteFamille) -> HttpResponse:
    delegation = request.personne.delegation
    if delegation is None:
        return redirect("espace_famille:accueil")
    fermer(delegation)
    messages.success(request, f"Saisie terminée pour {request.personne}.")
    return redirect(du_college("espace_agent:dossier", delegation.dossier_id))
