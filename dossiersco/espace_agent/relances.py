"""Relancer : qui n'a pas fini, par quoi, à quel prix ; puis d'un bouton, ou d'office."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from dossiersco.espace_agent.acces import (
    RequeteAgent,
    agent_peut,
    campagne_courante,
    derniere_campagne,
)
from dossiersco.espace_agent.page import page
from dossiersco.etablissements.droits import Geste
from dossiersco.papier.actions import TirageRefuse
from dossiersco.relances import actions, reglages
from dossiersco.relances.actions import RelanceRefusee
from dossiersco.relances.suivi import prevoir
from dossiersco.socle.forms import Formulaire


class FormulaireJours(Formulaire):
    sans_mention = frozenset({"jours"})

    jours = forms.TypedMultipleChoiceField(
        label="Relancer de soi-même",
        help_text="Par courriel et SMS seulement. Aucune case cochée : rien ne part tout seul.",
        choices=[(jour, f"{jour} jours avant le dernier jour") for jour in reglages.JOURS],
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, donnees: Any, *, choisis: list[int]) -> None:
        super().__init__(donnees, initial={"jours": choisis})


@require_safe
@agent_peut(Geste.INVITER)
def relances(request: RequeteAgent) -> HttpResponse:
    campagne = derniere_campagne(request)
    if campagne is None:
        return page(request, "sans_campagne", {"titre": "Relancer"})
    prevision = prevoir(campagne)
    contexte = {
        "campagne": campagne,
        "prevision": prevision,
        "cout": f"{prevision.centimes / 100:.2f}".replace(".", ",") if prevision.centimes else "",
        "formulaire": FormulaireJours(None, choisis=reglages.jours_choisis(campagne)),
    }
    return page(request, "relances", contexte)


@require_POST
@agent_peut(Geste.INVITER)
def relancer(request: RequeteAgent) -> HttpResponse:
    try:
        bilan = actions.relancer(campagne_courante(request), par=request.agent)
    except (RelanceRefusee, TirageRefuse) as refus:
        messages.error(request, str(refus))
        return redirect("espace_agent:relances")
    dit = f"Rappels en route : {bilan.mels} par courriel, {bilan.sms} par SMS."
    if not bilan.lettres:
        messages.success(request, dit)
        return redirect("espace_agent:relances")
    messages.success(request, f"{dit} Lettres à imprimer et à poster : {bilan.lettres}.")
    return redirect("espace_agent:papier")


@require_POST
@agent_peut(Geste.INVITER)
def relances_jours(request: RequeteAgent) -> HttpResponse:
    formulaire = FormulaireJours(request.POST, choisis=[])
    if not formulaire.is_valid():
        messages.error(request, "Cochez seulement des jours de la liste.")
        return redirect("espace_agent:relances")
    jours = formulaire.cleaned_data["jours"]
    reglages.regler_les_jours(campagne_courante(request), jours)
    dit = "Le service relancera de lui-même." if jours else "Rien ne partira tout seul."
    messages.success(request, dit)
    return redirect("espace_agent:relances")
