"""La seule porte de l'espace agent : qui est là, et s'il a le droit de ce geste."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect

from dossiersco.campagnes.models import Campagne
from dossiersco.comptes import seances
from dossiersco.comptes.models import Compte
from dossiersco.dossiers.models import Dossier
from dossiersco.etablissements.droits import Geste
from dossiersco.etablissements.models import Agent

CONNEXION = "connexion_agent"
A_ROUVRIR = "Votre séance est finie : connectez-vous de nouveau."


class RequeteAgent(HttpRequest):
    agent: Agent


Vue = Callable[..., HttpResponseBase]


def agent_peut(geste: Geste) -> Callable[[Vue], Vue]:
    """Pose `request.agent`, relu à chaque requête : un droit retiré cesse aussitôt."""

    def decorer(vue: Vue) -> Vue:
        @wraps(vue)
        def porte(request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not isinstance(request.user, Compte):
                return redirect(CONNEXION)
            agent = Agent.objects.pour_compte(request.user).select_related("etablissement").first()
            if agent is None:
                messages.error(request, "Votre compte n’ouvre pas l’espace du collège.")
                return redirect(CONNEXION)
            if not seances.en_regle(request):
                messages.error(request, A_ROUVRIR)
                return redirect(CONNEXION)
            if not agent.peut(geste):
                raise PermissionDenied
            request.agent = agent
            return vue(request, *args, **kwargs)

        vars(porte)["geste"] = geste
        # Lu par LoginRequiredMiddleware : un agent se connecte par mot de passe, pas par code.
        vars(porte)["login_url"] = CONNEXION
        return porte

    return decorer


def derniere_campagne(request: RequeteAgent) -> Campagne | None:
    """La campagne la plus récente du collège ; un collège tout neuf n'en a pas."""
    campagnes = Campagne.objects.pour_agent(request.agent).select_related("etablissement")
    return campagnes.order_by("-annee").first()


def campagne_courante(request: RequeteAgent) -> Campagne:
    """Pour un geste, qui n'a pas de sens sans campagne."""
    campagnes = Campagne.objects.pour_agent(request.agent).select_related("etablissement")
    return get_object_or_404(campagnes.order_by("-annee")[:1])


def dossier_permis(request: RequeteAgent, pk: int) -> Dossier:
    """Un dossier de ce collège, sinon 404 : on ne dit pas qu'il existe ailleurs."""
    dossiers = Dossier.objects.pour_agent(request.agent).select_related(
        "eleve", "campagne__etablissement"
    )
    return get_object_or_404(dossiers, pk=pk)
