"""Les options d'une formation : leurs règles, et ce que les familles choisissent à cet instant."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods

from dossiersco.campagnes.carte_options import Carte
from dossiersco.campagnes.cartes import carte
from dossiersco.campagnes.reglages import regler
from dossiersco.dossiers.effectifs import Choisies, choisies
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
    bilan = choisies(campagne, code_mef, de_la_carte)
    if request.method == "POST" and formulaire.is_valid():
        fermees = _que_personne_ne_suit(de_la_carte, bilan) if "fermer" in request.POST else ()
        regler(campagne, code_mef, formulaire.reglage(fermees=fermees))
        messages.success(request, f"Les options de {mef} sont enregistrées.")
        return redirect("espace_agent:formation", code_mef)
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


def _que_personne_ne_suit(de_la_carte: Carte, bilan: Choisies) -> set[str]:
    codes = {option.code_matiere for option in de_la_carte.options}
    return {code for code in codes if not bilan.par_matiere[code].prise}
