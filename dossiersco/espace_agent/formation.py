"""Les options d'une formation : leurs règles, et ce que les familles choisissent à cet instant."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods

from dossiersco.campagnes.cartes import carte
from dossiersco.campagnes.reglages import regler
from dossiersco.dossiers.effectifs import choisies
from dossiersco.espace_agent.acces import RequeteAgent, agent_peut, campagne_courante
from dossiersco.espace_agent.formulaire_options import FormulaireReglesOptions
from dossiersco.espace_agent.page import page
from dossiersco.etablissements.droits import Geste


@require_http_methods(["GET", "HEAD", "POST"])
@agent_peut(Geste.REGLER_FORMATIONS)
def formation(request: RequeteAgent, code_mef: str) -> HttpResponse:
    campagne = campagne_courante(request)
    mef = get_object_or_404(campagne.mefs.all(), code_mef=code_mef)
    de_la_carte = carte(campagne, code_mef)
    recues = request.POST if request.method == "POST" else None
    formulaire = FormulaireReglesOptions(recues, carte=de_la_carte)
    if request.method == "POST" and formulaire.is_valid():
        regler(campagne, code_mef, formulaire.reglage())
        messages.success(request, f"Les options de {mef} sont enregistrées.")
        return redirect("espace_agent:formation", code_mef)
    bilan = choisies(campagne, code_mef, de_la_carte)
    contexte = {
        "mef": mef,
        "formulaire": formulaire,
        **formulaire.get_context(),
        "lignes": formulaire.lignes(bilan),
        "groupes": formulaire.groupes(),
        "eleves": bilan.eleves,
        "incomplets": sorted(bilan.incomplets.items()),
    }
    return page(request, "formation", contexte, statut=422 if formulaire.errors else 200)
