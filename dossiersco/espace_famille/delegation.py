"""Un agent saisit pour une famille : l'adresse de chaque page dit pour qui, la base dit si c'est
permis.

`/pour/12/famille/…` est la page `/famille/…` de la personne de la délégation 12 : tous les liens de
la page gardent le préfixe. Deux onglets pour deux personnes ne se mêlent jamais.
"""

import re
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import get_script_prefix, reverse, set_script_prefix

from dossiersco.comptes.models import Compte
from dossiersco.dossiers.delegations import PREFIXE
from dossiersco.dossiers.models import Delegation, Personne
from dossiersco.espace_famille import sceau
from dossiersco.etablissements.droits import Geste
from dossiersco.etablissements.models import Agent

ADRESSE = re.compile(rf"{PREFIXE}([0-9]{{1,15}})(/famille/.*)")
# Ce qui n'appartient qu'à la personne : ce qu'elle doit prouver, son avis, ses codes.
A_ELLE_SEULE = frozenset(
    {"aide", "avis", "courriel", "courriel_code", "portable", "portable_code"}
    | {"telephone_inviter", "reunir", "separer"}
)
TERMINEE = (
    "Cette saisie est terminée : rouvrez-la depuis le dossier de l’élève. Ce que vous veniez de "
    "taper est gardé pour vous."
)
PAS_VOUS = "Cela, seule la famille peut le faire, depuis son propre accès."


class PourUneFamille:
    """Lit le préfixe, et le redonne à toutes les adresses que la page écrit."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        lue = ADRESSE.fullmatch(request.path_info)
        if lue is None:
            return self.get_response(request)
        racine = get_script_prefix()
        set_script_prefix(f"{racine.rstrip('/')}{PREFIXE}{lue[1]}/")
        request.path_info = lue[2]
        vars(request)["delegation"] = int(lue[1])
        try:
            return self.get_response(request)
        finally:
            set_script_prefix(racine)


def numero(request: HttpRequest) -> int:
    """Celui de la délégation que dit l'adresse ; 0 pour une famille qui est chez elle."""
    return int(getattr(request, "delegation", 0))


def personne(compte: Compte, numero: int) -> Personne | None:
    """Relue à chaque page : finie, ou le droit retiré, elle n'ouvre plus rien."""
    agent = Agent.objects.pour_compte(compte).first()
    if agent is None or not agent.peut(Geste.SAISIR_POUR_FAMILLE):
        return None
    delegation = Delegation.objects.pour_agent(agent).en_cours().filter(pk=numero).first()
    if delegation is None:
        return None
    delegation.personne.delegation = delegation
    return delegation.personne


def refus(request: Any, pour: Personne | None) -> HttpResponse | None:
    """Où renvoyer l'agent si cette page ne s'ouvre pas ainsi."""
    if pour is None:
        if request.method == "POST":
            sceau.garder(request)
        messages.warning(request, TERMINEE)
        return redirect(du_college("espace_agent:file"))
    match = request.resolver_match
    if pour.delegation and match.url_name in A_ELLE_SEULE:
        messages.info(request, PAS_VOUS)
        return redirect("espace_famille:dossier", pour.delegation.dossier_id)
    return None


def du_college(nom: str, *args: int) -> str:
    """Une adresse sans le préfixe : l'agent y redevient lui-même."""
    return re.sub(rf"{PREFIXE}[0-9]+/", "/", reverse(nom, args=args), count=1)
