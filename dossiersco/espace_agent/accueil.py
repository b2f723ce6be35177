"""Après la connexion : le premier écran que ce rôle peut voir."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from dossiersco.espace_agent.acces import RequeteAgent, agent_peut, derniere_campagne
from dossiersco.espace_agent.page import MENU
from dossiersco.etablissements.droits import Geste


@require_safe
@agent_peut(Geste.VOIR_DROITS)
def accueil(request: RequeteAgent) -> HttpResponse:
    if en_preparation(request):
        return redirect("espace_agent:demarrer")
    premier = next(ecran for ecran in MENU if request.agent.peut(ecran.geste))
    return redirect(f"espace_agent:{premier.nom}")


def en_preparation(request: RequeteAgent) -> bool:
    """Tant que rien n'est ouvert, la file est vide : qui prépare voit ce qui reste à faire."""
    if not request.agent.peut(Geste.PREPARER):
        return False
    campagne = derniere_campagne(request)
    return campagne is None or campagne.ouverte_le is None
