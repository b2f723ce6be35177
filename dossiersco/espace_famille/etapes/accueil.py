"""Les enfants du responsable, par collège ; s'il n'en a qu'un, tout de suite son dossier."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from dossiersco.dossiers.models import Personne
from dossiersco.espace_famille.acces import RequeteFamille, dossiers_permis, famille_requise
from dossiersco.espace_famille.page import a_appeler, pied
from dossiersco.espace_famille.suivi import de_l_annee, fermeture, suivre


@require_safe
@famille_requise
def vue(request: RequeteFamille) -> HttpResponse:
    reunies = request.reunies
    permis = list(dossiers_permis(*reunies))
    colleges = [_college(request, personne, permis) for personne in reunies]
    enfants = colleges[0]["enfants"]
    if len(reunies) == 1 and len(enfants) == 1:
        return redirect("espace_famille:dossier", enfants[0]["dossier"].pk)
    # Entre plusieurs collèges, chacun dit chez lui qui appeler.
    seul = reunies[0].etablissement if len(reunies) == 1 else None
    contexte = {"colleges": colleges, "personne": request.personne, **pied(request, seul)}
    return TemplateResponse(request, "espace_famille/etapes/accueil.html", contexte)


def _college(request: RequeteFamille, personne: Personne, permis: Sequence[Any]) -> dict[str, Any]:
    """Ce que cette personne a dans un collège, à la rentrée la plus récente qu'il prépare."""
    college = personne.etablissement
    dossiers = de_l_annee([d for d in permis if d.campagne.etablissement_id == college.pk])
    campagne = dossiers[0].campagne if dossiers else None
    return {
        **a_appeler(college),
        "personne": personne,
        "a_part": personne != request.reunies[0],
        "enfants": [{"dossier": dossier, "suivi": suivre(dossier)} for dossier in dossiers],
        "fermeture": fermeture(campagne, request.entree) if campagne else "",
        "mot_accueil": campagne.mot_accueil if campagne else "",
    }
