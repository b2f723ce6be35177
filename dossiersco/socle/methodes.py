"""Une adresse qui n'accepte qu'un envoi, ouverte comme une page."""

from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


class PageAuLieuDUnRefusVide:
    """L'adresse d'un bouton, rouverte depuis la barre du navigateur, ne montrerait rien."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        reponse = self.get_response(request)
        if reponse.status_code != HTTPStatus.METHOD_NOT_ALLOWED or request.method != "GET":
            return reponse
        page = render(request, "404.html", status=reponse.status_code)
        page["Allow"] = reponse["Allow"]
        return page
