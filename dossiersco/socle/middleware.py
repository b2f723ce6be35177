"""Ce que toute page d'un espace dit au navigateur : ne garde rien, ne raconte rien ailleurs.

Et ce qu'on dit à qui envoie une page dont la session est finie.
"""

from collections.abc import Callable
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve
from django.views.csrf import csrf_failure

ESPACES = ("/famille/", "/agent/", "/operateur/", "/inscrire/", "/pour/")
SESSION_FINIE = (
    "Votre session est terminée : votre dernier envoi n’a pas été enregistré. "
    "Entrez de nouveau, puis refaites-le."
)
FICHIERS_A_REPRENDRE = "Un fichier ne se garde pas : il faudra le choisir de nouveau."


class ReponsePrivee:
    """Sur un ordinateur partagé, le bouton « Précédent » ne doit pas rouvrir un dossier."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        reponse = self.get_response(request)
        if request.path.startswith(ESPACES):
            reponse["Cache-Control"] = "no-store"
            reponse["Referrer-Policy"] = "same-origin"
        return reponse


class ConnexionRequise(LoginRequiredMiddleware):
    """Sans un mot, la page d'entrée laisserait croire que l'envoi est enregistré."""

    def handle_no_permission(self, request: HttpRequest, view_func: Any) -> Any:
        if request.method == "POST" and request.path.startswith(ESPACES):
            if reponse := _garder(request, view_func):
                return reponse
            messages.error(request, SESSION_FINIE)
        return super().handle_no_permission(request, view_func)


def envoi_d_une_page_ancienne(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Le jeton CSRF a changé, par exemple en se reconnectant dans un autre onglet."""
    try:
        vue = resolve(request.path_info).func
    except Resolver404:
        return csrf_failure(request, reason)
    return _garder(request, vue) or csrf_failure(request, reason)


def _garder(request: HttpRequest, vue: Any) -> HttpResponse | None:
    """Une vue peut dire, par l'attribut `sans_session`, comment garder ce qui lui arrive."""
    garder = getattr(vue, "sans_session", None)
    reponse = cast("HttpResponse | None", garder(request)) if garder else None
    if request.FILES:
        messages.warning(request, FICHIERS_A_REPRENDRE)
    return reponse
