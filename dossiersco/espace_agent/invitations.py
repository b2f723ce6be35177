"""Ouvrir la campagne, puis inviter : on dit d'abord combien, et par quel moyen."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from dossiersco.campagnes import actions as campagnes
from dossiersco.campagnes.models import Campagne
from dossiersco.dossiers.etats import Etat
from dossiersco.dossiers.invitations import inviter, prevoir, sans_moyen
from dossiersco.dossiers.models import NIVEAUX_QUI_AGISSENT, Personne
from dossiersco.espace_agent.acces import (
    RequeteAgent,
    agent_peut,
    campagne_courante,
    derniere_campagne,
)
from dossiersco.espace_agent.page import page
from dossiersco.etablissements.droits import Geste
from dossiersco.etablissements.models import Agent

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
        "invites": _qui_agissent(campagne, request.agent).exclude(rattachement=None).count(),
    }
    return page(request, "invitations", contexte)


@require_POST
@agent_peut(Geste.INVITER)
def campagne_ouvrir(request: RequeteAgent) -> HttpResponse:
    campagnes.ouvrir(campagne_courante(request))
    messages.success(request, "La campagne est ouverte : les familles peuvent commencer.")
    return redirect("espace_agent:invitations")


@require_POST
@agent_peut(Geste.INVITER)
def invitations_envoyer(request: RequeteAgent) -> HttpResponse:
    campagne = campagne_courante(request)
    if not campagne.est_ouverte:
        messages.error(request, "Ouvrez d'abord la campagne : le lien ne mènerait à rien.")
        return redirect("espace_agent:invitations")
    bilan = inviter(campagne)
    messages.success(
        request,
        f"Invitations en route : {bilan.mels} par courriel, {bilan.sms} par SMS. "
        f"À remettre sur papier : {bilan.sans_moyen}.",
    )
    return redirect("espace_agent:invitations")


def _qui_agissent(campagne: Campagne, agent: Agent) -> QuerySet[Personne]:
    """Les responsables d'un élève dont le dossier n'est pas encore validé."""
    return (
        Personne.objects.pour_agent(agent)
        .filter(
            responsables__niveau_responsabilite__in=NIVEAUX_QUI_AGISSENT,
            responsables__eleve__dossiers__campagne=campagne,
            responsables__eleve__dossiers__etat__in=set(Etat) - {Etat.VALIDE},
        )
        .distinct()
    )
