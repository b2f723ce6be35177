"""« L'équipe » : qui entre, avec quel rôle ; inviter, changer, retirer l'accès."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dossiersco.equipe import actions
from dossiersco.equipe.actions import GesteRefuse
from dossiersco.equipe.models import TraceEquipe
from dossiersco.espace_agent.acces import RequeteAgent, agent_peut
from dossiersco.espace_agent.page import page
from dossiersco.etablissements.droits import LIBELLES_ROLES, Geste
from dossiersco.etablissements.models import Agent
from dossiersco.socle.forms import Formulaire

ROLE = "Ce que permet chaque rôle est écrit dans « Qui peut quoi »."


class FormulaireRole(Formulaire):
    role = forms.ChoiceField(label="Son rôle", help_text=ROLE, choices=LIBELLES_ROLES)


class FormulaireInvitation(Formulaire):
    nom = forms.CharField(label="Son prénom et son nom", max_length=100)
    mel = forms.EmailField(
        label="Son adresse professionnelle",
        help_text="Une adresse à elle ou lui seul : c’est par là qu’un mot de passe se retrouve.",
    )
    role = forms.ChoiceField(
        label="Son rôle",
        help_text=ROLE,
        choices=[("", "Choisissez un rôle"), *LIBELLES_ROLES.items()],
    )


@require_safe
@agent_peut(Geste.GERER_EQUIPE)
def equipe(request: RequeteAgent) -> HttpResponse:
    contexte = {
        "agents": [_ligne(agent) for agent in Agent.objects.pour_agent(request.agent).equipe()],
        "traces": [
            {
                "le": trace.le,
                "qui": trace.par_agent or "L’exploitant",
                "quoi": trace.get_geste_display(),
                "agent": trace.agent,
                "role": LIBELLES_ROLES.get(trace.apres, ""),
            }
            for trace in TraceEquipe.objects.pour_agent(request.agent).recentes()
        ],
    }
    return page(request, "equipe", contexte)


@require_http_methods(["GET", "HEAD", "POST"])
@agent_peut(Geste.GERER_EQUIPE)
def agent_inviter(request: RequeteAgent) -> HttpResponse:
    formulaire = FormulaireInvitation(request.POST if request.method == "POST" else None)
    if request.method == "POST" and formulaire.is_valid() and _inviter(request, formulaire):
        messages.success(request, f"Invitation partie à {formulaire.cleaned_data['mel']}.")
        return redirect("espace_agent:equipe")
    statut = 422 if formulaire.errors else 200
    return page(request, "agent_inviter", {"formulaire": formulaire}, statut=statut)


@require_http_methods(["GET", "HEAD", "POST"])
@agent_peut(Geste.GERER_EQUIPE)
def agent(request: RequeteAgent, pk: int) -> HttpResponse:
    collegue = _collegue(request, pk)
    envoi = request.POST if request.method == "POST" else None
    formulaire = FormulaireRole(envoi, initial={"role": collegue.role})
    if request.method == "POST" and formulaire.is_valid():
        role = formulaire.cleaned_data["role"]
        geste = partial(actions.changer_role, collegue, role, par=request.agent)
        return _faire(request, geste, f"{collegue.nom} : {LIBELLES_ROLES[role]}.")
    contexte = {
        "collegue": _ligne(collegue),
        "soi_meme": collegue.pk == request.agent.pk,
        "formulaire": formulaire,
    }
    return page(request, "agent", contexte, statut=422 if formulaire.errors else 200)


@require_POST
@agent_peut(Geste.GERER_EQUIPE)
def agent_renvoyer(request: RequeteAgent, pk: int) -> HttpResponse:
    return _geste(request, pk, actions.renvoyer_invitation, "Invitation renvoyée.")


@require_POST
@agent_peut(Geste.GERER_EQUIPE)
def agent_retirer(request: RequeteAgent, pk: int) -> HttpResponse:
    return _geste(request, pk, actions.retirer_acces, "Accès retiré, séances fermées.")


@require_POST
@agent_peut(Geste.GERER_EQUIPE)
def agent_rendre(request: RequeteAgent, pk: int) -> HttpResponse:
    return _geste(request, pk, actions.rendre_acces, "Accès rendu.")


@require_POST
@agent_peut(Geste.GERER_EQUIPE)
def agent_facteur(request: RequeteAgent, pk: int) -> HttpResponse:
    fait = "Second facteur réinitialisé ; la personne en est avertie par courriel."
    return _geste(request, pk, actions.oter_second_facteur, fait)


def _collegue(request: RequeteAgent, pk: int) -> Agent:
    return get_object_or_404(Agent.objects.pour_agent(request.agent).equipe(), pk=pk)


def _inviter(request: RequeteAgent, formulaire: FormulaireInvitation) -> bool:
    try:
        actions.inviter(request.agent.etablissement, **formulaire.cleaned_data, par=request.agent)
    except GesteRefuse as erreur:
        formulaire.add_error("mel", str(erreur))
        return False
    return True


def _geste(request: RequeteAgent, pk: int, geste: Callable[..., None], fait: str) -> HttpResponse:
    collegue = _collegue(request, pk)
    return _faire(request, partial(geste, collegue, par=request.agent), fait)


def _faire(request: RequeteAgent, geste: Callable[[], None], fait: str) -> HttpResponse:
    try:
        geste()
    except GesteRefuse as erreur:
        messages.error(request, str(erreur))
    else:
        messages.success(request, fait)
    return redirect("espace_agent:equipe")


def _ligne(agent: Agent) -> dict[str, Any]:
    compte = agent.compte
    return {
        "pk": agent.pk,
        "nom": agent.nom,
        "mel": compte.mel,
        "role": agent.get_role_display(),
        "actif": agent.actif,
        "invite": agent.actif and not compte.has_usable_password(),
        "derniere_connexion": compte.last_login,
        "second_facteur": hasattr(compte, "second_facteur"),
    }
