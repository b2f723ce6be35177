"""Après la connexion : le premier écran que ce rôle peut voir."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from dossiersco.espace_agent.acces import RequeteAgent, agent_peut
from dossiersco.espace_agent.page import MENU
from dossiersco.etablissements.droits import Geste


@require_safe
@agent_peut(Geste.VOIR_DROITS)
def accueil(request: RequeteAgent) -> HttpResponse:
    premier = next(ecran for ecran in MENU if request.agent.peut(ecran.geste))
    return redirect(f"espace_agent:{premier.nom}")
