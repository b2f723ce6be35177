"""Les collèges et où ils en sont : des nombres, aucun élève."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from dossiersco.espace_operateur.acces import GesteOperateur, RequeteOperateur, operateur_peut
from dossiersco.espace_operateur.page import page
from dossiersco.ouverture.colleges import PAR_PAGE, page_de_colleges


@require_safe
@operateur_peut(GesteOperateur.VOIR_COLLEGES)
def colleges(request: RequeteOperateur) -> HttpResponse:
    cherche = request.GET.get("q", "")[:60]
    suivis = page_de_colleges(request.GET.get("apres", "")[:8], cherche)
    montres = suivis[:PAR_PAGE]
    contexte = {
        "suivis": montres,
        "cherche": cherche,
        "suite": montres[-1].etablissement.uai if len(suivis) > PAR_PAGE else "",
    }
    return page(request, "colleges", contexte)
