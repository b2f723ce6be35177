"""Ce que toute page d'un espace dit au navigateur : ne garde rien, ne raconte rien ailleurs.

Et ce qu'on dit à qui envoie une page dont la session est finie.
"""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse

ESPACES = ("/famille/", "/agent/")
SESSION_FINIE = (
    "Votre session est terminée : votre dernier envoi n’a pas été enregistré. "
    "Entrez de nouveau, puis refaites-le."
)


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
    """Sans ce mot, la page d'entrée laisse croire que l'envoi est enregistré."""

    def handle_no_permission(self, request: HttpRequest, view_func: Any) -> Any:
        if request.method == "POST" and request.path.startswith(ESPACES):
            messages.error(request, SESSION_FINIE)
        return super().handle_no_permission(request, view_func)
