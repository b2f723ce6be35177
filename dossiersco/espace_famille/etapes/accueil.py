"""Les enfants du responsable ; s'il n'en a qu'un, tout de suite son dossier."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from dossiersco.espace_famille.acces import RequeteFamille, dossiers_permis, famille_requise
from dossiersco.espace_famille.page import pied
from dossiersco.espace_famille.suivi import de_l_annee, fermeture, suivre


@require_safe
@famille_requise
def vue(request: RequeteFamille) -> HttpResponse:
    dossiers = de_l_annee(list(dossiers_permis(request.personne)))
    if len(dossiers) == 1:
        return redirect("espace_famille:dossier", dossiers[0].pk)
    contexte = {
        "enfants": [{"dossier": dossier, "suivi": suivre(dossier)} for dossier in dossiers],
        "fermeture": fermeture(dossiers[0].campagne, request.entree) if dossiers else "",
        "mot_accueil": dossiers[0].campagne.mot_accueil if dossiers else "",
        **pied(request, dossiers[0].campagne.etablissement if dossiers else None),
        "personne": request.personne,
    }
    return TemplateResponse(request, "espace_famille/etapes/accueil.html", contexte)
