"""Les listes à imprimer ou à donner : les demander, les télécharger."""

from typing import Any, cast

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.text import slugify
from django.views.decorators.http import require_POST, require_safe

from dossiersco.espace_agent.acces import (
    RequeteAgent,
    agent_peut,
    campagne_courante,
    derniere_campagne,
)
from dossiersco.espace_agent.page import page
from dossiersco.etablissements.droits import Geste
from dossiersco.listes.actions import demander
from dossiersco.listes.models import FORMATS, Extraction
from dossiersco.listes.reponses import interdites
from dossiersco.listes.sortes import SORTES, Sorte, completer, permises
from dossiersco.socle.forms import Formulaire

DEMANDEES_MONTREES = 20
TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}


class FormulaireListe(Formulaire):
    en = forms.ChoiceField(label="Format", choices=FORMATS, initial="xlsx")
    colonnes = forms.MultipleChoiceField(
        label="Colonnes", widget=forms.CheckboxSelectMultiple, required=False
    )

    def __init__(self, donnees: Any, *, sorte: Sorte) -> None:
        noms = [colonne.nom for colonne in sorte.colonnes]
        super().__init__(donnees, initial={"colonnes": noms}, prefix=sorte.nom)
        choix = [(colonne.nom, colonne.titre) for colonne in sorte.colonnes]
        cast(forms.MultipleChoiceField, self.fields["colonnes"]).choices = choix


@require_safe
@agent_peut(Geste.EXTRAIRE_LISTES)
def listes(request: RequeteAgent) -> HttpResponse:
    campagne = derniere_campagne(request)
    if campagne is None:
        return page(request, "sans_campagne", {"titre": "Les listes"})
    siennes = Extraction.objects.pour_agent(request.agent).select_related("par_agent")
    contexte = {
        "sortes": [
            {"sorte": sorte, "formulaire": FormulaireListe(None, sorte=sorte)}
            for sorte in permises(campagne, request.agent)
        ],
        "demandees": [
            {"extraction": extraction, "titre": SORTES[extraction.sorte].titre}
            for extraction in siennes.filter(sorte__in=_noms_permis(request))[:DEMANDEES_MONTREES]
        ],
    }
    return page(request, "listes", contexte)


@require_POST
@agent_peut(Geste.EXTRAIRE_LISTES)
def liste_demander(request: RequeteAgent) -> HttpResponse:
    campagne = campagne_courante(request)
    sorte = completer(
        _permise(request, request.POST.get("sorte", "")), campagne, request.agent.role
    )
    formulaire = FormulaireListe(request.POST, sorte=sorte)
    if not formulaire.is_valid():
        messages.error(request, "Choisissez un format et des colonnes de la liste.")
        return redirect("espace_agent:listes")
    demander(campagne, sorte, par=request.agent, **formulaire.cleaned_data)
    messages.success(request, f"« {sorte.titre} » est demandée : elle paraît ci-dessous.")
    return redirect("espace_agent:listes")


@require_safe
@agent_peut(Geste.EXTRAIRE_LISTES)
def liste_fichier(request: RequeteAgent, pk: int) -> HttpResponseBase:
    siennes = Extraction.objects.pour_agent(request.agent).select_related("campagne")
    extraction = get_object_or_404(siennes.filter(etat="prete"), pk=pk)
    sorte = _permise(request, extraction.sorte)
    if interdites(extraction.campagne, extraction.colonnes, request.agent.role):
        raise PermissionDenied
    nom = f"{slugify(sorte.titre)}-{extraction.demandee_le:%Y-%m-%d}.{extraction.format}"
    return FileResponse(
        extraction.fichier.open("rb"),
        content_type=TYPES[extraction.format],
        as_attachment=True,
        filename=nom,
    )


def _noms_permis(request: RequeteAgent) -> list[str]:
    return [sorte.nom for sorte in SORTES.values() if request.agent.peut(sorte.geste)]


def _permise(request: RequeteAgent, nom: str) -> Sorte:
    """Un rôle qui n'a pas droit à cette liste ne la télécharge pas non plus."""
    sorte = SORTES.get(nom)
    if sorte is None:
        raise Http404
    if not request.agent.peut(sorte.geste):
        raise PermissionDenied
    return sorte
