"""Entrer sans son code : un lien envoyé là où c'est déjà vérifié. Ces deux pages sont publiques.

La réponse est la même, que le courriel ou le portable soit connu ou non.
"""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_http_methods

from dossiersco.comptes import freins
from dossiersco.comptes.actions import doit_attendre, noter_echec
from dossiersco.comptes.entree import faire_entrer
from dossiersco.comptes.freins import Frein
from dossiersco.comptes.reseau import adresse_ip
from dossiersco.dossiers import moyens
from dossiersco.espace_famille.saisies import Courriel, Saisie
from dossiersco.messagerie import sms
from dossiersco.messagerie.adresses import mel_utilisable, mobile_utilisable
from dossiersco.socle.forms import Formulaire

PARTI = {
    moyens.MEL: "Si ce courriel est vérifié dans un dossier, un lien vient d’y partir. Il vaut dix "
    "minutes. Rien ne vient ? Entrez avec votre code personnel, ou appelez le collège.",
    moyens.SMS: "Si ce portable est vérifié dans un dossier, un lien vient d’y partir. Il vaut dix "
    "minutes. Rien ne vient ? Entrez avec votre code personnel, ou appelez le collège.",
}
LIEN_REFUSE = "Ce lien a déjà servi, ou il est dépassé : demandez-en un autre."
NI_L_UN_NI_L_AUTRE = "Écrivez un courriel, ou un téléphone portable français, comme 06 39 98 12 34."


class FormulaireLien(Formulaire):
    """`moyen` : un courriel, ou un portable là où des SMS partent."""

    moyen = Courriel(
        label="Votre courriel",
        help_text="Celui que vous avez vérifié dans votre dossier.",
    )

    def __init__(self, donnees: Any) -> None:
        super().__init__(donnees)
        self.par_sms = sms.disponible()
        if self.par_sms:
            self.fields["moyen"] = Saisie(
                label="Votre courriel ou votre portable",
                help_text="Celui que vous avez vérifié dans votre dossier.",
                max_length=254,
            )
        self.fields["moyen"].widget.attrs["autocomplete"] = "email"

    def clean_moyen(self) -> str:
        """Un mobile tel que le dossier l'écrit, ou un courriel."""
        ecrit: str = self.cleaned_data["moyen"]
        if not self.par_sms:
            return ecrit
        lu = mel_utilisable(ecrit) if "@" in ecrit else mobile_utilisable(ecrit)
        if not lu:
            raise forms.ValidationError(NI_L_UN_NI_L_AUTRE)
        return lu

    @property
    def canal(self) -> str:
        return moyens.MEL if "@" in self.cleaned_data["moyen"] else moyens.SMS


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def lien(request: HttpRequest) -> HttpResponse:
    formulaire = FormulaireLien(request.POST if request.method == "POST" else None)
    if request.method == "POST" and formulaire.is_valid():
        ou, canal = formulaire.cleaned_data["moyen"], formulaire.canal
        limites = _limites(request, ou, canal)
        # Trop de demandes : même réponse, sinon elle dirait qu'une autre a été servie.
        if not doit_attendre(limites):
            noter_echec(limites)
            moyens.envoyer_lien(ou, canal)
        messages.success(request, PARTI[canal])
        return redirect("accueil")
    return _page(request, "lien", formulaire)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def entrer(request: HttpRequest, jeton: str) -> HttpResponse:
    """Le lire n'ouvre rien : les antivirus de messagerie lisent les liens."""
    if request.method != "POST":
        return TemplateResponse(request, "espace_famille/entrer.html")
    compte = moyens.consommer_lien(jeton)
    if compte is None:
        messages.error(request, LIEN_REFUSE)
        return redirect("espace_famille:lien")
    return faire_entrer(request, compte)


def _limites(request: HttpRequest, ou: str, canal: str) -> tuple[Frein, ...]:
    limites = freins.pour_un_lien(ou, adresse_ip(request))
    return (*limites, *freins.pour_un_sms(ou)) if canal == moyens.SMS else limites


def _page(request: HttpRequest, nom: str, formulaire: forms.Form) -> TemplateResponse:
    contexte = {"formulaire": formulaire}
    statut = 422 if formulaire.errors else 200
    return TemplateResponse(request, f"espace_famille/{nom}.html", contexte, status=statut)
