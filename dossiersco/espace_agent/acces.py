"""La seule porte de l'espace agent : qui est là, et s'il a le droit de ce geste."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect

from dossiersco.campagnes.models import Campagne
from dossiersco.comptes import seances
from dossiersco.comptes.models import Compte
from dossiersco.dossiers.models import Dossier
from dossiersco.etablissements.backends import agent_de
from dossiersco.etablissements.droits import Geste
from dossiersco.etablissements.models import Agent

CONNEXION = "connexion_agent"
A_ROUVRIR = "Votre séance est finie : connectez-vous de nouveau."


class RequeteAgent(HttpRequest):
    agent: Agent


Vue = Callable[..., HttpResponseBase]
LECTURES = frozenset({"GET", "HEAD"})


def agent_peut(geste: Geste) -> Callable[[Vue], Vue]:
    """Pose `request.agent`, relu à chaque requête : un droit retiré cesse aussitôt."""

    def decorer(vue: Vue) -> Vue:
        @wraps(vue)
        def porte(request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not isinstance(request.user, Compte):
                return redirect(CONNEXION)
            agent = agent_de(request.user)
            if agent is None or not seances.en_regle(request):
                return _econduire(request, inconnu=agent is None)
            if not agent.peut(geste):
                raise PermissionDenied
            request.agent = agent
            if agent.en_visite:
                return _en_lecture(vue, request, *args, **kwargs)
            return vue(request, *args, **kwargs)

        vars(porte)["geste"] = geste
        # Lu par LoginRequiredMiddleware : un agent se connecte par mot de passe, pas par code.
        vars(porte)["login_url"] = CONNEXION
        return porte

    return decorer


def _econduire(request: Any, *, inconnu: bool) -> HttpResponseBase:
    """Dit pourquoi l'espace reste fermé, et mène là où cela se règle."""
    if inconnu and request.user.est_operateur:
        messages.error(request, "Commencez une visite : dites d’abord pourquoi.")
        return redirect("espace_operateur:colleges")
    messages.error(
        request, "Votre compte n’ouvre pas l’espace du collège." if inconnu else A_ROUVRIR
    )
    return redirect(CONNEXION)


def _en_lecture(vue: Vue, request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
    """Une visite lit des pages : ni envoi, ni fichier, quel que soit l'écran."""
    if request.method not in LECTURES:
        raise PermissionDenied
    reponse = vue(request, *args, **kwargs)
    if not reponse.headers.get("Content-Type", "").startswith("text/html"):
        reponse.close()
        raise PermissionDenied
    return reponse


def campagnes(request: RequeteAgent) -> "QuerySet[Campagne]":
    """Celles du collège, la plus récente d'abord."""
    siennes = Campagne.objects.pour_agent(request.agent).select_related("etablissement")
    return siennes.order_by("-annee")


def derniere_campagne(request: RequeteAgent) -> Campagne | None:
    """La campagne la plus récente du collège ; un collège tout neuf n'en a pas."""
    return campagnes(request).first()


def campagne_courante(request: RequeteAgent) -> Campagne:
    """Pour un geste, qui n'a pas de sens sans campagne."""
    return get_object_or_404(campagnes(request)[:1])


def dossier_permis(request: RequeteAgent, pk: int) -> Dossier:
    """Un dossier de ce collège, sinon 404 : on ne dit pas qu'il existe ailleurs."""
    dossiers = Dossier.objects.pour_agent(request.agent).select_related(
        "eleve", "campagne__etablissement"
    )
    return get_object_or_404(dossiers, pk=pk)
