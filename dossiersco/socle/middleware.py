"""Ce que toute page d'un espace dit au navigateur : ne garde rien, ne raconte rien ailleurs."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

ESPACES = ("/famille/", "/agent/")


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
