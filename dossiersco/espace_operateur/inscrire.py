"""Inscrire un collège à sa place : le lien part à l'adresse officielle, ou à celle qu'on donne."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from dossiersco.espace_operateur.acces import GesteOperateur, RequeteOperateur, operateur_peut
from dossiersco.espace_operateur.page import page
from dossiersco.etablissements import uai as uais
from dossiersco.ouverture.inscription import inscrire_un_college
from dossiersco.socle.forms import Formulaire


class FormulaireCollege(Formulaire):
    uai = forms.CharField(label="UAI", max_length=20)
    mel = forms.EmailField(
        label="L’adresse de la direction",
        help_text="À défaut, le lien part à l’adresse officielle du collège.",
        required=False,
    )

    def clean_uai(self) -> str:
        uai = "".join(self.cleaned_data["uai"].split()).upper()
        if not uais.est_valable(uai):
            raise forms.ValidationError("Ce n’est pas un UAI : sept chiffres et leur lettre-clé.")
        return uai

    def clean(self) -> dict[str, Any]:
        donnees = super().clean() or {}
        uai = donnees.get("uai", "")
        if uai and not donnees.get("mel") and not uais.mel_officiel(uai):
            self.add_error("mel", "Département inconnu : donnez l’adresse de la direction.")
        return donnees


@require_http_methods(["GET", "HEAD", "POST"])
@operateur_peut(GesteOperateur.INSCRIRE)
def inscrire(request: RequeteOperateur) -> HttpResponse:
    formulaire = FormulaireCollege(request.POST if request.method == "POST" else None)
    if request.method == "POST" and formulaire.is_valid():
        donnees = formulaire.cleaned_data
        adresse = inscrire_un_college(donnees["uai"], donnees["mel"])
        messages.success(request, f"Collège {donnees['uai']} : un message part à {adresse}.")
        return redirect("espace_operateur:colleges")
    statut = 422 if formulaire.errors else 200
    return page(request, "inscrire", {"formulaire": formulaire}, statut=statut)
