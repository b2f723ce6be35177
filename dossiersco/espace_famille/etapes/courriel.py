"""Vérifier son courriel : un code à six chiffres. Facultatif ; rien ne l'attend."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from dossiersco.comptes import freins
from dossiersco.comptes.actions import doit_attendre, noter_echec
from dossiersco.dossiers import moyens
from dossiersco.dossiers.models import Dossier
from dossiersco.espace_famille.acces import RequeteFamille, modification
from dossiersco.espace_famille.page import page, recu
from dossiersco.socle.forms import Formulaire

TROP_D_ENVOIS = (
    "Vous avez demandé plusieurs codes. Regardez aussi les courriers indésirables, "
    "puis réessayez dans un quart d’heure."
)
VIENT_DE_PARTIR = "Un code vient de partir : attendez une minute avant d’en demander un autre."
CODE_REFUSE = (
    "Ce code n’est pas le bon, ou il est dépassé. Vérifiez-le, ou demandez-en un nouveau : "
    "chacun vaut dix minutes et cinq essais."
)
VERIFIE = "Votre courriel est vérifié : il permet aussi d’entrer, si vous perdez votre code."


class FormulaireCodeRecu(Formulaire):
    code = forms.CharField(
        label="Le code reçu",
        help_text="Six chiffres.",
        max_length=20,
        error_messages={"required": "Écrivez les six chiffres du message."},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )

    def clean_code(self) -> str:
        return "".join(self.cleaned_data["code"].split())


@require_http_methods(["GET", "HEAD", "POST"])
@modification
def vue(request: RequeteFamille, dossier: Dossier) -> HttpResponse:
    formulaire = FormulaireCodeRecu(recu(request))
    if request.method == "POST" and formulaire.is_valid():
        if moyens.verifier(request.personne, formulaire.cleaned_data["code"]):
            messages.success(request, VERIFIE)
            return redirect("espace_famille:dossier", dossier.pk)
        formulaire.add_error("code", CODE_REFUSE)
    contexte = {
        "etat": moyens.etat(request.personne),
        "formulaire": formulaire,
        **formulaire.get_context(),
    }
    return page(request, "courriel", dossier, contexte, 422 if formulaire.errors else 200)


@require_POST
@modification
def envoyer(request: RequeteFamille, dossier: Dossier) -> HttpResponse:
    limites = freins.pour_un_envoi(request.user.pk or 0)
    if not moyens.adresse(request.personne):
        messages.error(request, "Écrivez d’abord votre courriel dans vos coordonnées.")
    elif doit_attendre(limites):
        messages.error(request, TROP_D_ENVOIS)
    elif moyens.envoyer_code(request.personne):
        noter_echec(limites)
        messages.success(request, "Le code est parti : lisez vos courriels.")
    else:
        messages.info(request, VIENT_DE_PARTIR)
    return redirect("espace_famille:courriel", dossier.pk)
