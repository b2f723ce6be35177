"""Inscrire son collège : l'UAI, le lien reçu à l'adresse officielle, le premier mot de passe."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.password_validation import validate_password
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache

from dossiersco.comptes import freins, seances
from dossiersco.comptes.actions import doit_attendre, noter_echec
from dossiersco.comptes.reseau import adresse_ip
from dossiersco.espace_public.acces import publique, publique_avec_envoi
from dossiersco.etablissements import uai as uais
from dossiersco.etablissements.actions import AdressePrise, DejaUneDirection
from dossiersco.ouverture import inscription
from dossiersco.socle.forms import Formulaire


class FormulaireUai(Formulaire):
    uai = forms.CharField(
        label="L’UAI de votre collège",
        help_text="Sept chiffres et une lettre, par exemple 0590181B. C’est l’ancien « RNE ».",
        max_length=20,
        widget=forms.TextInput(attrs={"autocapitalize": "characters", "spellcheck": "false"}),
    )

    def clean_uai(self) -> str:
        uai = "".join(self.cleaned_data["uai"].split()).upper()
        if not uais.est_valable(uai):
            raise forms.ValidationError(
                "Ce n’est pas un UAI : sept chiffres, puis la lettre qui va avec. "
                "Relisez-le sur un courrier de l’académie."
            )
        if not uais.mel_officiel(uai):
            raise forms.ValidationError(
                "Les trois premiers chiffres ne sont pas ceux d’un département connu."
            )
        return uai


class FormulaireDirection(Formulaire):
    nom = forms.CharField(
        label="Vos prénom et nom",
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    mot_de_passe = forms.CharField(
        label="Choisissez un mot de passe",
        help_text="15 caractères au moins : quatre ou cinq mots sans rapport se retiennent bien.",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean_mot_de_passe(self) -> str:
        mot_de_passe = str(self.cleaned_data["mot_de_passe"])
        validate_password(mot_de_passe)
        return mot_de_passe


@publique_avec_envoi
def inscrire(request: HttpRequest) -> HttpResponse:
    """La même réponse toujours : elle ne dit ni si le collège existe, ni s'il est inscrit."""
    formulaire = FormulaireUai(request.POST if request.method == "POST" else None)
    if request.method == "POST" and formulaire.is_valid():
        uai = formulaire.cleaned_data["uai"]
        limites = freins.pour_une_inscription(uai, adresse_ip(request))
        if not doit_attendre(limites):
            noter_echec(limites)
            inscription.demander(uai)
        return redirect(f"{reverse('espace_public:message')}?uai={uai}")
    return _page(request, "inscrire", formulaire)


@publique
def message(request: HttpRequest) -> HttpResponse:
    """« Le message n'arrive pas ? » Se déduit de l'UAI seul, pas de ce qui est parti."""
    uai = request.GET.get("uai", "").upper()
    mel = uais.mel_officiel(uai) if uais.est_valable(uai) else ""
    contexte = {"uai": uai if mel else "", "mel": mel}
    return TemplateResponse(request, "espace_public/message.html", contexte)


@never_cache
@publique_avec_envoi
def activer(request: HttpRequest, jeton: str) -> HttpResponse:
    """Le lire n'use pas le lien : les antivirus de messagerie lisent les liens."""
    limites = freins.pour_une_activation(adresse_ip(request))
    lien = None if doit_attendre(limites) else inscription.lien_de(jeton)
    if lien is None:
        return _refuse(request, limites)
    formulaire = FormulaireDirection(request.POST if request.method == "POST" else None)
    if request.method == "POST" and formulaire.is_valid():
        return _ouvrir(request, jeton, formulaire)
    return _page(request, "activer", formulaire, uai=lien.uai, mel=lien.mel)


def _ouvrir(request: HttpRequest, jeton: str, formulaire: FormulaireDirection) -> HttpResponse:
    donnees = formulaire.cleaned_data
    try:
        agent = inscription.activer(jeton, **donnees)
    except (inscription.LienDepasse, DejaUneDirection, AdressePrise) as refus:
        messages.error(request, str(refus))
        return redirect("espace_public:inscrire")
    messages.success(request, f"L’espace du {agent.etablissement} est ouvert.")
    return redirect(seances.apres_le_mot_de_passe(request, agent.compte))


def _refuse(request: HttpRequest, limites: tuple[freins.Frein, ...]) -> HttpResponse:
    if request.method == "POST":
        noter_echec(limites)
    return TemplateResponse(request, "espace_public/lien_depasse.html", status=404)


def _page(request: HttpRequest, nom: str, formulaire: forms.Form, **plus: Any) -> TemplateResponse:
    contexte = {"formulaire": formulaire, **plus}
    statut = 422 if formulaire.errors else 200
    return TemplateResponse(request, f"espace_public/{nom}.html", contexte, status=statut)
