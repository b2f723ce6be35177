"""Commencer et finir une visite : la raison d'abord, et le collège la lira."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST

from dossiersco.espace_operateur.acces import GesteOperateur, RequeteOperateur, operateur_peut
from dossiersco.espace_operateur.page import page
from dossiersco.etablissements.models import Etablissement
from dossiersco.ouverture import visites
from dossiersco.ouverture.colleges import suivre
from dossiersco.socle.forms import Formulaire


class FormulaireVisite(Formulaire):
    motif = forms.CharField(
        label="Pourquoi",
        help_text="La direction du collège lira ces mots. Aucun nom d’élève.",
        min_length=10,
        max_length=300,
        error_messages={"min_length": "Dites-en assez pour que la direction comprenne."},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@operateur_peut(GesteOperateur.VISITER)
def visite(request: RequeteOperateur, uai: str) -> HttpResponse:
    college = get_object_or_404(Etablissement.objects.pour_operateur(), uai=uai)
    formulaire = FormulaireVisite(request.POST if request.method == "POST" else None)
    if request.method == "POST" and formulaire.is_valid():
        visites.visiter(college, par=request.operateur, motif=formulaire.cleaned_data["motif"])
        return redirect("espace_agent:demarrer")
    contexte = {"suivi": suivre([college])[0], "formulaire": formulaire}
    return page(request, "visite", contexte, statut=422 if formulaire.errors else 200)


@require_POST
@operateur_peut(GesteOperateur.VISITER)
def visite_terminer(request: RequeteOperateur) -> HttpResponse:
    visites.terminer(request.operateur)
    messages.success(request, "La visite est finie.")
    return redirect("espace_operateur:colleges")
