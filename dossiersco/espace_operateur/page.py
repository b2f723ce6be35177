"""Ce que toutes les pages de l'opérateur montrent : lui, et la visite en cours s'il y en a une."""

from typing import Any

from django.http import HttpResponse
from django.template.response import TemplateResponse

from dossiersco.espace_operateur.acces import RequeteOperateur
from dossiersco.etablissements.models import Visite


def page(
    request: RequeteOperateur, nom: str, contexte: dict[str, Any], *, statut: int = 200
) -> HttpResponse:
    """Rend `espace_operateur/<nom>.html`."""
    en_cours = Visite.objects.pour_operateur(request.operateur).en_cours()
    commun = {
        "operateur": request.operateur,
        "visite": en_cours.select_related("etablissement").first(),
    }
    return TemplateResponse(
        request, f"espace_operateur/{nom}.html", {**commun, **contexte}, status=statut
    )
