"""Entrer sans son mot de passe : activer son compte, en choisir un autre. Pages publiques.

La réponse est la même, que l'adresse soit connue ou non ; lire un lien ne fait rien : les antivirus
de messagerie lisent les liens.
"""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from dossiersco.comptes import freins, liens_agents, seances
from dossiersco.comptes.actions import doit_attendre, noter_echec
from dossiersco.comptes.reseau import adresse_ip
from dossiersco.equipe import mon_compte
from dossiersco.espace_agent.acces import CONNEXION
from dossiersco.espace_agent.formulaire_compte import FormulaireNouveau
from dossiersco.socle.forms import Formulaire

PARTI = (
    "Si cette adresse est celle d’un agent, un lien vient d’y partir. Il vaut trente minutes. "
    "Rien ne vient ? Vérifiez l’adresse et les indésirables, ou demandez à votre direction."
)
LIEN_REFUSE = (
    "Ce lien a déjà servi, ou il est dépassé. Demandez-en un autre ici ; pour une invitation, "
    "demandez à votre direction de la renvoyer."
)
CHANGEE = "C’est fait : connectez-vous désormais avec cette adresse."
NON_CHANGEE = "Ce lien a déjà servi, ou il est dépassé : rien n’a changé."


class FormulaireOubli(Formulaire):
    mel = forms.EmailField(
        label="Votre adresse électronique professionnelle",
        widget=forms.EmailInput(attrs={"autocomplete": "username"}),
    )


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def oubli(request: HttpRequest) -> HttpResponse:
    formulaire = FormulaireOubli(request.POST if request.method == "POST" else None)
    if request.method == "POST" and formulaire.is_valid():
        mel = formulaire.cleaned_data["mel"]
        limites = freins.pour_un_oubli(mel, adresse_ip(request))
        # Trop de demandes : même réponse, sinon elle dirait qu'une autre a été servie.
        if not doit_attendre(limites):
            noter_echec(limites)
            mon_compte.oublier_mot_de_passe(mel)
        messages.success(request, PARTI)
        return redirect(CONNEXION)
    return _page(request, "oubli", formulaire)


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def activation(request: HttpRequest, jeton: str) -> HttpResponse:
    """Le mot de passe choisi ne suffit pas à entrer : la suite demande le second facteur."""
    lien = liens_agents.lire(jeton, "activation", "oubli")
    if lien is None:
        return _refuse(request)
    envoi = request.POST if request.method == "POST" else None
    formulaire = FormulaireNouveau(envoi, compte=lien.compte)
    if request.method == "POST" and formulaire.is_valid():
        if not mon_compte.choisir_par_lien(lien, formulaire.cleaned_data["nouveau"]):
            return _refuse(request)
        return redirect(seances.apres_le_mot_de_passe(request, lien.compte))
    return _page(request, "activation", formulaire)


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def courriel(request: HttpRequest, jeton: str) -> HttpResponse:
    lien = liens_agents.lire(jeton, "mel")
    if request.method != "POST":
        return TemplateResponse(request, "espace_agent/courriel.html")
    if lien and mon_compte.confirmer_mel(lien):
        messages.success(request, CHANGEE)
    else:
        messages.error(request, NON_CHANGEE)
    return redirect(CONNEXION)


def _refuse(request: HttpRequest) -> HttpResponse:
    messages.error(request, LIEN_REFUSE)
    return redirect("espace_agent:oubli")


def _page(request: HttpRequest, nom: str, formulaire: Formulaire) -> HttpResponse:
    return TemplateResponse(
        request,
        f"espace_agent/{nom}.html",
        {"formulaire": formulaire},
        status=422 if formulaire.errors else 200,
    )
