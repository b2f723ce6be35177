"""Les pages écrites dans le dépôt : leur texte se corrige sans toucher au code."""

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from dossiersco.espace_public import redaction
from dossiersco.espace_public.acces import publique


@publique
def accessibilite(request: HttpRequest) -> HttpResponse:
    return _texte(request, "accessibilite")


@publique
def vie_privee(request: HttpRequest) -> HttpResponse:
    return _texte(request, "vie_privee")


def _texte(request: HttpRequest, nom: str) -> HttpResponse:
    contexte = {"page": redaction.page(nom)}
    return TemplateResponse(request, "espace_public/texte.html", contexte)
