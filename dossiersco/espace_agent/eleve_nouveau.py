"""Inscrire un élève avant que SIECLE le connaisse : sa famille peut être invitée aussitôt."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from dossiersco.dossiers.creations import EleveDejaInscrit, creer_eleve
from dossiersco.espace_agent.acces import RequeteAgent, agent_peut, derniere_campagne
from dossiersco.espace_agent.formulaire_eleve import FormulaireEleve, FormulaireResponsable
from dossiersco.espace_agent.page import page
from dossiersco.etablissements.droits import Geste

TITRE = "Inscrire un élève"


@require_http_methods(["GET", "HEAD", "POST"])
@agent_peut(Geste.CREER_ELEVE)
def eleve_nouveau(request: RequeteAgent) -> HttpResponse:
    campagne = derniere_campagne(request)
    if campagne is None:
        return page(request, "sans_campagne", {"titre": TITRE})
    recu = request.POST if request.method == "POST" else None
    eleve = FormulaireEleve(recu, campagne=campagne)
    responsables = [
        FormulaireResponsable(recu, prefixe="premier", facultatif=False),
        FormulaireResponsable(recu, prefixe="second", facultatif=True),
    ]
    contexte = {"eleve": eleve, "premier": responsables[0], "second": responsables[1]}
    if recu is None:
        return page(request, "eleve_nouveau", contexte)
    if not all(formulaire.is_valid() for formulaire in (eleve, *responsables)):
        return page(request, "eleve_nouveau", contexte, statut=422)
    nouveaux = [nouveau for formulaire in responsables if (nouveau := formulaire.nouveau())]
    try:
        dossier = creer_eleve(campagne, eleve.nouvel_eleve(nouveaux), par=request.agent)
    except EleveDejaInscrit as refus:
        eleve.add_error("nom_de_famille", str(refus))
        return page(request, "eleve_nouveau", contexte, statut=422)
    messages.success(request, f"{dossier.eleve} est inscrit. Invitez maintenant sa famille.")
    return redirect("espace_agent:dossier", pk=dossier.pk)
