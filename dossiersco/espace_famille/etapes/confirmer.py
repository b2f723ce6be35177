"""« C'est exact » : confirmer un bloc, et y revenir."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from dossiersco.dossiers import foyer
from dossiersco.dossiers.models import Dossier
from dossiersco.dossiers.posees import questions_posees
from dossiersco.dossiers.refus import GesteRefuse
from dossiersco.espace_famille.acces import RequeteFamille, modification
from dossiersco.espace_famille.libelles import tables_lisibles
from dossiersco.espace_famille.presentation import blocs

A_CHANGE = "Ces lignes ont changé pendant que vous les lisiez : relisez-les avant de confirmer."


@require_POST
@modification
def vue(request: RequeteFamille, dossier: Dossier, bloc: str) -> HttpResponse:
    posees = questions_posees(dossier, request.personne)
    montres = blocs(dossier, request.personne, tables_lisibles(dossier), posees)
    lu = next((montre for montre in montres if montre.ancre == bloc), None)
    if lu is None:
        raise Http404
    if request.POST.get("vu") != lu.empreinte:
        messages.error(request, A_CHANGE, extra_tags=bloc)
    else:
        try:
            foyer.confirmer(dossier, {bloc: lu.empreinte}, par=request.personne)
        except GesteRefuse as refus:
            messages.error(request, str(refus))
    return redirect(f"{reverse('espace_famille:dossier', args=[dossier.pk])}#{bloc}")
