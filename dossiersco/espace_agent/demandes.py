"""Les demandes des familles sur les adultes d'un élève : à faire dans SIECLE, ou non."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from dossiersco.campagnes.models import Campagne
from dossiersco.dossiers import foyer
from dossiersco.dossiers.models import DemandeFamille, Dossier
from dossiersco.dossiers.refus import GesteRefuse
from dossiersco.espace_agent.acces import RequeteAgent, agent_peut
from dossiersco.espace_agent.formulaires import FormulaireMotif
from dossiersco.espace_agent.motifs import MOTIFS_DEMANDE
from dossiersco.espace_agent.page import page
from dossiersco.espace_agent.suivi_dossier import Suivi
from dossiersco.etablissements.droits import Geste

# Au-delà, la file ne se lit plus : les plus anciennes d'abord, les autres ensuite.
MONTREES = 30


@dataclass(frozen=True)
class DemandeMontree:
    """`ouverte` : le collège ne l'a pas encore décidée."""

    pk: int
    dossier: Dossier
    titre: str
    auteur: str
    le: datetime
    lignes: list[tuple[str, Any]]
    etat: str
    motif: str
    ouverte: bool


def demandes_de_la_file(request: RequeteAgent, campagne: Campagne) -> list[DemandeMontree]:
    posees = DemandeFamille.objects.pour_agent(request.agent).posees()
    lues = posees.filter(dossier__campagne=campagne).select_related(
        "dossier__eleve", "par_personne"
    )
    return [
        _montrer(demande, demande.dossier, str(demande.par_personne)) for demande in lues[:MONTREES]
    ]


def demandes_du_dossier(dossier: Dossier, suivi: Suivi) -> list[DemandeMontree]:
    return [_montrer(demande, dossier, auteur) for demande, auteur in suivi.demandes]


def _montrer(demande: DemandeFamille, dossier: Dossier, auteur: str) -> DemandeMontree:
    return DemandeMontree(
        pk=demande.pk,
        dossier=dossier,
        titre=demande.get_sorte_display(),
        auteur=auteur,
        le=demande.le,
        lignes=demande.lignes,
        etat=demande.get_etat_display(),
        motif=demande.motif,
        ouverte=demande.etat == "posee",
    )


@require_POST
@agent_peut(Geste.DECIDER)
def demande_accepter(request: RequeteAgent, pk: int) -> HttpResponse:
    demande = _permise(request, pk)
    return _decider(request, demande, acceptee=True, fait="demande prise en compte.")


@require_POST
@agent_peut(Geste.DECIDER)
def demande_refuser(request: RequeteAgent, pk: int) -> HttpResponse:
    demande = _permise(request, pk)
    formulaire = FormulaireMotif(request.POST, MOTIFS_DEMANDE)
    if not formulaire.is_valid():
        contexte = {
            "titre": "Ne pas retenir une demande",
            "dossier": demande.dossier,
            "formulaire": formulaire,
            "a_redire": [("ecran", request.POST.get("ecran", ""))],
        }
        return page(request, "saisie", contexte, statut=422)
    motif = formulaire.cleaned_data["raison"]
    return _decider(request, demande, acceptee=False, motif=motif, fait="demande non retenue.")


def _permise(request: RequeteAgent, pk: int) -> DemandeFamille:
    siennes = DemandeFamille.objects.pour_agent(request.agent).select_related(
        "dossier__eleve", "dossier__campagne__etablissement", "par_personne"
    )
    return get_object_or_404(siennes, pk=pk)


def _decider(
    request: RequeteAgent, demande: DemandeFamille, *, acceptee: bool, fait: str, motif: str = ""
) -> HttpResponse:
    dossier = demande.dossier
    try:
        foyer.decider(demande, acceptee=acceptee, motif=motif, par=request.agent)
    except GesteRefuse as refus:
        messages.error(request, f"{dossier.eleve} : {refus}")
    else:
        messages.success(request, f"{dossier.eleve} : {fait}")
    if request.POST.get("ecran") == "file":
        return redirect("espace_agent:file")
    return redirect("espace_agent:dossier", pk=dossier.pk)
