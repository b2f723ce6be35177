"""Faire entrer une famille reconnue, par son code ou par un lien à usage unique."""

from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from dossiersco.comptes import langues, reprise, reunions
from dossiersco.comptes.models import Compte

PORTE = "dossiersco.comptes.backends.ParCodeAcces"


def faire_entrer(request: HttpRequest, compte: Compte) -> HttpResponse:
    """L'amène là où la fin de sa session l'avait arrêtée, sinon à l'accueil."""
    login(request, compte, backend=PORTE)
    reunions.noter_l_entree(compte)
    langues.a_l_entree(request)
    oublier_les_annonces(request)
    reponse = redirect(reprise.chemin(request) or "espace_famille:accueil")
    reprise.oublier(reponse)
    return reponse


def oublier_les_annonces(request: HttpRequest) -> None:
    """Elles sont dans un cookie, hors session : l'autre parent les lirait sur le même poste."""
    list(messages.get_messages(request))
