"""Les autorisations : sortir seul, participer aux sorties, être pris en photo."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from dossiersco.dossiers import reponses
from dossiersco.dossiers.models import Dossier
from dossiersco.espace_famille.acces import (
    RequeteFamille,
    dossier_permis,
    famille_requise,
    modification,
)
from dossiersco.espace_famille.formulaire_questions import repondre

RETIRE = "Votre accord est retiré. Le collège le voit dès maintenant."


@require_POST
@famille_requise
def retirer(request: RequeteFamille, pk: int, question_pk: int) -> HttpResponse:
    """Ouvert même après la fermeture : c'est le droit de qui a donné son accord."""
    dossier = dossier_permis(request, pk)
    reponses.retirer_accord(dossier, question_pk, par=request.personne)
    messages.success(request, RETIRE)
    return redirect("espace_famille:dossier", pk)


@require_http_methods(["GET", "HEAD", "POST"])
@modification
def vue(request: RequeteFamille, dossier: Dossier) -> HttpResponse:
    return repondre(request, dossier, "autorisations")
