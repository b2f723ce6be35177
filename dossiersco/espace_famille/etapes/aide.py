"""« Quelqu'un m'aide » : le dire, ou ne plus le dire. La session s'en souvient."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import Resolver404, resolve
from django.views.decorators.http import require_POST

from dossiersco.espace_famille.acces import AIDE, RequeteFamille, famille_requise

# D'une page qui n'existe que pour recevoir, on ne peut pas revenir : on va aux enfants.
SANS_PAGE = frozenset({"avis", "confirmer"})


@require_POST
@famille_requise
def vue(request: RequeteFamille) -> HttpResponse:
    # L'état voulu, plutôt que « l'autre » : appuyer deux fois ne le défait pas.
    request.session[AIDE] = request.POST.get("aidee") == "oui"
    return redirect(_suite(request.POST.get("suite", "")))


def _suite(chemin: str) -> str:
    """La page d'où l'on vient, si c'est une des nôtres."""
    try:
        page = resolve(chemin)
    except Resolver404:
        return "espace_famille:accueil"
    connue = page.app_name == "espace_famille" and page.url_name not in SANS_PAGE
    return chemin if connue else "espace_famille:accueil"
