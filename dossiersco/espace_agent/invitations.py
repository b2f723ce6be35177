"""Ouvrir la campagne, puis inviter : on dit d'abord combien, et par quel moyen."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from dossiersco.campagnes import actions as campagnes
from dossiersco.dossiers.invitations import inviter, invites, prevoir, sans_moyen
from dossiersco.espace_agent.acces import (
    RequeteAgent,
    agent_peut,
    campagne_courante,
    derniere_campagne,
)
from dossiersco.espace_agent.page import page
from dossiersco.etablissements.droits import Geste

# Au-delà, la liste ne se lit plus : les premiers d'abord, les autres quand ceux-là ont leur code.
A_REMETTRE_MONTRES = 100


@require_safe
@agent_peut(Geste.INVITER)
def invitations(request: RequeteAgent) -> HttpResponse:
    campagne = derniere_campagne(request)
    if campagne is None:
        return page(request, "sans_campagne", {"titre": "Inviter les familles"})
    a_remettre = sans_moyen(campagne)
    contexte = {
        "campagne": campagne,
        "prevision": prevoir(campagne),
        "a_remettre": a_remettre[:A_REMETTRE_MONTRES],
        "non_montres": max(0, len(a_remettre) - A_REMETTRE_MONTRES),
        "invites": invites(campagne),
    }
    return page(request, "invitations", contexte)


@require_POST
@agent_peut(Geste.INVITER)
def campagne_ouvrir(request: RequeteAgent) -> HttpResponse:
    campagnes.ouvrir(campagne_courante(request))
    messages.success(request, "La campagne est ouverte : les familles peuvent commencer.")
    return redirect("espace_agent:invitations")


@require_POST
@agent_peut(Geste.INVITER)
def invitations_envoyer(request: RequeteAgent) -> HttpResponse:
    campagne = campagne_courante(request)
    if not campagne.est_ouverte:
        messages.error(request, "Ouvrez d’abord la campagne : le lien ne mènerait à rien.")
        return redirect("espace_agent:invitations")
    bilan = inviter(campagne)
    messages.success(
        request,
        f"Invitations en route : {bilan.mels} par courriel, {bilan.sms} par SMS. "
        f"À remettre sur papier : {bilan.sans_moyen}.",
    )
    return redirect("espace_agent:invitations")
