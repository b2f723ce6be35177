"""Les listes à imprimer ou à donner : les demander, les télécharger."""

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.text import slugify
from django.views.decorators.http import require_POST, require_safe

from dossiersco.campagnes.models import Campagne
from dossiersco.espace_agent.acces import (
    RequeteAgent,
    agent_peut,
    campagne_courante,
    derniere_campagne,
)
from dossiersco.espace_agent.page import page
from dossiersco.etablissements.droits import Geste
from dossiersco.listes.actions import demander
from dossiersco.listes.models import FORMATS, PAR_SORTE, RANGEMENTS, ZIP, Extraction
from dossiersco.listes.reponses import interdites
from dossiersco.listes.sortes import SORTES, Sorte, completer, documents_choisis, permises
from dossiersco.pieces.models import PieceAttendue
from dossiersco.socle.forms import Formulaire
from dossiersco.socle.reponses import document

DEMANDEES_MONTREES = 20
TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    ZIP: "application/zip",
}


class FormulaireListe(Formulaire):
    en = forms.ChoiceField(
        label="Format",
        choices=FORMATS,
        initial="xlsx",
        error_messages=dict.fromkeys(
            ("required", "invalid_choice"), "Choisissez un format de la liste."
        ),
    )
    colonnes = forms.MultipleChoiceField(
        label="Colonnes",
        widget=forms.CheckboxSelectMultiple,
        required=False,
        error_messages={"invalid_choice": "Choisissez des colonnes de la liste."},
    )

    def __init__(self, donnees: Any, *, sorte: Sorte) -> None:
        noms = [colonne.nom for colonne in sorte.colonnes]
        super().__init__(donnees, initial={"colonnes": noms}, prefix=sorte.nom)
        choix = [(colonne.nom, colonne.titre) for colonne in sorte.colonnes]
        cast(forms.MultipleChoiceField, self.fields["colonnes"]).choices = choix


class FormulaireDocuments(Formulaire):
    """Rien n'est coché d'avance : tous les documents de tous les élèves, c'est rarement voulu."""

    colonnes = forms.MultipleChoiceField(
        label="Quels documents",
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Cochez au moins un document : rien n’a été demandé.",
            "invalid_choice": "Ce document n’a plus rien à sortir : choisissez dans la liste.",
        },
    )
    rangement = forms.ChoiceField(
        label="Comment les ranger dans le zip",
        choices=RANGEMENTS,
        initial=PAR_SORTE,
        widget=forms.RadioSelect,
        help_text="Par sorte : RIB/6A - MARTIN Nino.pdf. Par élève : 6A - MARTIN Nino/RIB.pdf.",
        error_messages=dict.fromkeys(
            ("required", "invalid_choice"), "Choisissez par sorte ou par élève."
        ),
    )

    def __init__(self, donnees: Any, *, sorte: Sorte) -> None:
        super().__init__(donnees, prefix=sorte.nom)
        champ = cast(forms.MultipleChoiceField, self.fields["colonnes"])
        champ.choices = [(colonne.nom, colonne.titre) for colonne in sorte.colonnes]


def _formulaire(donnees: Any, sorte: Sorte) -> FormulaireListe | FormulaireDocuments:
    classe = FormulaireDocuments if sorte.archive else FormulaireListe
    return classe(donnees, sorte=sorte)


@require_safe
@agent_peut(Geste.EXTRAIRE_LISTES)
def listes(request: RequeteAgent) -> HttpResponse:
    campagne = derniere_campagne(request)
    if campagne is None:
        return page(request, "sans_campagne", {"titre": "Les listes"})
    return _page(request, campagne)


def _page(
    request: RequeteAgent,
    campagne: Campagne,
    corriger: FormulaireListe | FormulaireDocuments | None = None,
) -> HttpResponse:
    """`corriger` : le formulaire tel qu'il a été envoyé, avec ses erreurs."""
    siennes = Extraction.objects.pour_agent(request.agent).select_related("par_agent")
    demandees = list(siennes.filter(sorte__in=_noms_permis(request))[:DEMANDEES_MONTREES])
    titres = _titres(request, demandees)
    contexte = {
        "sortes": [
            {
                "sorte": sorte,
                "formulaire": corriger
                if corriger and corriger.prefix == sorte.nom
                else _formulaire(None, sorte),
            }
            for sorte in permises(campagne, request.agent)
        ],
        "demandees": [
            {"extraction": extraction, "titre": titres[extraction.pk]} for extraction in demandees
        ],
        "formulaire": corriger,
        "erreurs": [(champ, champ.errors) for champ in corriger or ()],
    }
    return page(request, "listes", contexte, statut=422 if corriger else 200)


def _titres(request: RequeteAgent, demandees: Sequence[Extraction]) -> dict[int, str]:
    """« Documents reçus : RIB » : deux archives se distinguent par ce qu'elles portent."""
    choisis = {demandee.pk: documents_choisis(demandee.colonnes) for demandee in demandees}
    siens = PieceAttendue.objects.pour_agent(request.agent).order_by("rang", "pk")
    lus = siens.filter(pk__in={pk for pks in choisis.values() for pk in pks})
    documents = list(lus.values_list("pk", "nom"))
    titres = {demandee.pk: SORTES[demandee.sorte].titre for demandee in demandees}
    for pk, voulus in choisis.items():
        if noms := [nom for attendue, nom in documents if attendue in voulus]:
            titres[pk] += f" : {', '.join(noms)}"
    return titres


@require_POST
@agent_peut(Geste.EXTRAIRE_LISTES)
def liste_demander(request: RequeteAgent) -> HttpResponse:
    campagne = campagne_courante(request)
    sorte = completer(
        _permise(request, request.POST.get("sorte", "")), campagne, request.agent.role
    )
    formulaire = _formulaire(request.POST, sorte)
    if not formulaire.is_valid():
        return _page(request, campagne, formulaire)
    en = {"en": ZIP} if sorte.archive else {}
    demander(campagne, sorte, par=request.agent, **en, **formulaire.cleaned_data)
    messages.success(
        request, f"C’est demandé : « {sorte.titre} » paraît ci-dessous dès que le fichier est prêt."
    )
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
    return document(extraction.fichier.open("rb"), nom=nom, type_contenu=TYPES[extraction.format])


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
