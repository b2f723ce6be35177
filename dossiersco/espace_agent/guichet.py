"""Saisir ce qu'un responsable donne sur papier ou au guichet : ouvrir sa page, en son nom."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from dossiersco.dossiers import guichet
from dossiersco.dossiers.delegations import CANAUX
from dossiersco.dossiers.models import NIVEAUX_QUI_AGISSENT, Personne
from dossiersco.espace_agent.acces import RequeteAgent, agent_peut, dossier_permis
from dossiersco.etablissements.droits import Geste


@require_POST
@agent_peut(Geste.SAISIR_POUR_FAMILLE)
def saisir(request: RequeteAgent, pk: int, personne_pk: int) -> HttpResponse:
    dossier = dossier_permis(request, pk)
    personnes = Personne.objects.pour_agent(request.agent).filter(
        responsables__eleve=dossier.eleve_id,
        responsables__niveau_responsabilite__in=NIVEAUX_QUI_AGISSENT,
    )
    personne = get_object_or_404(personnes, pk=personne_pk)
    canal = request.POST.get("canal", "")
    if canal not in CANAUX:
        messages.error(request, "Dites si la famille est au guichet, ou a rendu une feuille.")
        return redirect("espace_agent:dossier", pk)
    delegation = guichet.ouvrir(dossier, personne, canal=canal, par=request.agent)
    return redirect(delegation.chemin(reverse("espace_famille:dossier", args=[pk])))
