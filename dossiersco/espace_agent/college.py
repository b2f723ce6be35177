"""« Votre collège » : ce que les familles lisent de lui, et les règles de la campagne."""

from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from dossiersco.campagnes.models import SIGNATURES_REQUISES, Campagne
from dossiersco.dossiers.reglages import DE_LA_CAMPAGNE, DU_COLLEGE, regler
from dossiersco.espace_agent.acces import RequeteAgent, agent_peut, derniere_campagne
from dossiersco.espace_agent.page import page
from dossiersco.etablissements.droits import Geste
from dossiersco.socle.forms import Formulaire


class FormulaireCollege(Formulaire):
    telephone = forms.CharField(
        label="Le téléphone que les familles peuvent appeler", max_length=40, required=False
    )
    horaires = forms.CharField(
        label="Quand appeler",
        help_text="Par exemple : du lundi au vendredi, de 8 h à 17 h.",
        max_length=200,
        required=False,
    )
    ferme_le = forms.DateField(
        label="Dernier jour des inscriptions en ligne",
        help_text="Ce jour compte en entier, à l’heure du collège. Sans date, rien ne ferme.",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "Écrivez une date, comme 12/06/2026."},
    )
    signatures_requises = forms.TypedChoiceField(
        label="Quelle signature demandez-vous ?",
        help_text="Un responsable qui n’a pas reçu de code, ou qui n’est pas représentant légal, "
        "ne fait jamais attendre un dossier.",
        choices=SIGNATURES_REQUISES,
        coerce=int,
        widget=forms.RadioSelect,
    )

    def __init__(self, donnees: Any, *, campagne: Campagne) -> None:
        objets = ((campagne.etablissement, DU_COLLEGE), (campagne, DE_LA_CAMPAGNE))
        super().__init__(
            donnees,
            initial={nom: getattr(objet, nom) for objet, noms in objets for nom in noms},
        )
        self.aujourd_hui = timezone.localdate(timezone=ZoneInfo(campagne.etablissement.fuseau))

    def clean_ferme_le(self) -> Any:
        jour = self.cleaned_data["ferme_le"]
        if jour and "ferme_le" in self.changed_data and jour < self.aujourd_hui:
            raise forms.ValidationError("Ce jour est passé : choisissez aujourd’hui ou après.")
        return jour


@require_http_methods(["GET", "HEAD", "POST"])
@agent_peut(Geste.REGLER)
def college(request: RequeteAgent) -> HttpResponse:
    campagne = derniere_campagne(request)
    if campagne is None:
        return page(request, "sans_campagne", {"titre": "Votre collège"})
    donnees = request.POST if request.method == "POST" else None
    formulaire = FormulaireCollege(donnees, campagne=campagne)
    if request.method == "POST" and formulaire.is_valid():
        regler(campagne, formulaire.cleaned_data)
        messages.success(request, "Enregistré. Les familles le lisent dès maintenant.")
        return redirect("espace_agent:college")
    contexte = {"formulaire": formulaire, **formulaire.get_context()}
    return page(request, "college", contexte, statut=422 if formulaire.errors else 200)
