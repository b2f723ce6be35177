"""Le papier : des lettres, des dossiers à remplir à la main ; l'historique de sept jours."""

from typing import Any, cast

from django import forms
from django.contrib import messages
from django.http import HttpResponse
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
    dossier_permis,
)
from dossiersco.espace_agent.page import page
from dossiersco.etablissements.droits import Geste
from dossiersco.papier.actions import (
    TirageRefuse,
    demander_feuilles,
    demander_lettres,
    demander_un_dossier,
)
from dossiersco.papier.destinataires import SANS_MOYEN, TOUS, TOUTES, annoncer, lieux
from dossiersco.papier.models import Tirage
from dossiersco.socle.forms import Formulaire
from dossiersco.socle.reponses import document

TIRAGES_MONTRES = 20
DEMANDE = "C’est demandé : le fichier paraît ci-dessous dès qu’il est prêt."


class FormulaireTirage(Formulaire):
    ou = forms.ChoiceField(label="Pour quels élèves", initial=TOUTES)

    def __init__(self, donnees: Any, *, campagne: Campagne, prefix: str) -> None:
        super().__init__(donnees, prefix=prefix)
        cast(forms.ChoiceField, self.fields["ou"]).choices = lieux(campagne)


class FormulaireLettres(FormulaireTirage):
    qui = forms.ChoiceField(
        label="À qui",
        choices={
            SANS_MOYEN: "Seulement ceux qu’aucun courriel ni SMS n’atteint",
            TOUS: "Tous les responsables",
        },
        initial=SANS_MOYEN,
        widget=forms.RadioSelect,
        error_messages={"required": "Dites à qui vous écrivez."},
    )


class FormulaireFeuilles(FormulaireTirage):
    codes_neufs = forms.BooleanField(
        label="Mettre un code neuf sur toutes les feuilles",
        help_text="Les codes et les liens d’avant ne marcheront plus. Sans cette case, seul qui "
        "n’a pas encore de code en reçoit un ; les autres gardent le leur.",
        required=False,
    )


@require_safe
@agent_peut(Geste.INVITER)
def papier(request: RequeteAgent) -> HttpResponse:
    campagne = derniere_campagne(request)
    if campagne is None:
        return page(request, "sans_campagne", {"titre": "Le papier"})
    lettres = FormulaireLettres(None, campagne=campagne, prefix="lettres")
    feuilles = FormulaireFeuilles(None, campagne=campagne, prefix="feuilles")
    return _page(request, campagne, lettres, feuilles)


@require_POST
@agent_peut(Geste.INVITER)
def lettres_demander(request: RequeteAgent) -> HttpResponse:
    campagne = campagne_courante(request)
    lettres = FormulaireLettres(request.POST, campagne=campagne, prefix="lettres")
    if not lettres.is_valid():
        feuilles = FormulaireFeuilles(None, campagne=campagne, prefix="feuilles")
        return _page(request, campagne, lettres, feuilles, 422)
    try:
        demander_lettres(campagne, par=request.agent, **lettres.cleaned_data)
    except TirageRefuse as refus:
        messages.error(request, str(refus))
    else:
        messages.success(request, DEMANDE)
    return redirect("espace_agent:papier")


@require_POST
@agent_peut(Geste.INVITER)
def feuilles_demander(request: RequeteAgent) -> HttpResponse:
    campagne = campagne_courante(request)
    feuilles = FormulaireFeuilles(request.POST, campagne=campagne, prefix="feuilles")
    if not feuilles.is_valid():
        lettres = FormulaireLettres(None, campagne=campagne, prefix="lettres")
        return _page(request, campagne, lettres, feuilles, 422)
    try:
        demander_feuilles(campagne, par=request.agent, **feuilles.cleaned_data)
    except TirageRefuse as refus:
        messages.error(request, str(refus))
    else:
        messages.success(request, DEMANDE)
    return redirect("espace_agent:papier")


@require_POST
@agent_peut(Geste.INVITER)
def dossier_imprimer(request: RequeteAgent, pk: int) -> HttpResponse:
    """Qui a un code le garde : imprimer une feuille ne ferme pas l'accès d'une famille."""
    try:
        demander_un_dossier(dossier_permis(request, pk), codes_neufs=False, par=request.agent)
    except TirageRefuse as refus:
        messages.error(request, str(refus))
        return redirect("espace_agent:dossier", pk)
    messages.success(request, DEMANDE)
    return redirect("espace_agent:papier")


@require_safe
@agent_peut(Geste.INVITER)
def tirage_fichier(request: RequeteAgent, pk: int) -> HttpResponseBase:
    tirage = get_object_or_404(Tirage.objects.pour_agent(request.agent).filter(etat="pret"), pk=pk)
    nom = f"{slugify(tirage.get_sorte_display())}-{tirage.demande_le:%Y-%m-%d}.pdf"
    return document(tirage.fichier.open("rb"), nom=nom)


def _page(
    request: RequeteAgent,
    campagne: Campagne,
    lettres: FormulaireLettres,
    feuilles: FormulaireFeuilles,
    statut: int = 200,
) -> HttpResponse:
    tirages = Tirage.objects.pour_agent(request.agent).defer("cibles").select_related("par_agent")
    montres = list(tirages[:TIRAGES_MONTRES])
    contexte = {
        "tirages": montres,
        # Le plus récent à porter des codes neufs : les précédents sont peut-être remplacés.
        "dernier": next((tirage.pk for tirage in montres if tirage.codes_neufs), None),
        "sans_moyen": annoncer(campagne, SANS_MOYEN),
        "tous": annoncer(campagne, TOUS),
        "lettres": lettres,
        "feuilles": feuilles,
        "formulaire": feuilles if feuilles.is_bound else lettres,
    }
    return page(request, "papier", contexte, statut=statut)
