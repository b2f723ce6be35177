"""Les autorisations : sortir seul, participer aux sorties, être pris en photo."""

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from dossiersco.dossiers.models import Dossier
from dossiersco.espace_famille.acces import RequeteFamille, modification
from dossiersco.espace_famille.formulaire_questions import repondre


@require_http_methods(["GET", "HEAD", "POST"])
@modification
def vue(request: RequeteFamille, dossier: Dossier) -> HttpResponse:
    return repondre(request, dossier, "autorisations")
