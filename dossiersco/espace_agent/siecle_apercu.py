"""Ce que des fichiers déposés changeraient ; les appliquer, les abandonner, annuler un import."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST, require_safe

from dossiersco.echanges.actions import ImportRefuse
from dossiersco.echanges.annulation import annuler
from dossiersco.echanges.depots import DepotDepasse, abandonner, appliquer, revoir
from dossiersco.echanges.etats import LIBELLES
from dossiersco.echanges.models import Import
from dossiersco.espace_agent.acces import RequeteAgent, agent_peut
from dossiersco.espace_agent.accueil import en_preparation
from dossiersco.espace_agent.bilans import anomalies_montrees, comptes_montres, fichiers_montres
from dossiersco.espace_agent.page import page
from dossiersco.etablissements.droits import Geste
from dossiersco.siecle.lus import FichierRefuse

# Ce qui se déplie : la clé de l'aperçu et son titre.
LISTES = (
    ("nouveaux", "Nouveaux élèves"),
    ("changes", "Élèves qui changent"),
    ("partis", "Élèves inscrits que le fichier n’a plus"),
)


@require_safe
@agent_peut(Geste.IMPORTER)
def siecle_apercu(request: RequeteAgent, pk: int) -> HttpResponse:
    return _montrer(request, _import(request, pk))


@require_POST
@agent_peut(Geste.IMPORTER)
def siecle_appliquer(request: RequeteAgent, pk: int) -> HttpResponse:
    depot = _import(request, pk)
    try:
        appliquer(depot, par=request.agent, malgre_les_alertes="malgre" in request.POST)
    except DepotDepasse as refus:
        return _refaire(request, _import(request, pk), str(refus))
    except (ImportRefuse, FichierRefuse) as refus:
        return _montrer(request, _import(request, pk), refus=str(refus))
    if en_preparation(request):
        messages.success(request, "Les fichiers sont importés : voici ce qui reste avant d’ouvrir.")
        return redirect("espace_agent:demarrer")
    messages.success(request, "Les fichiers sont importés. Le bilan est dans l’historique.")
    return redirect("espace_agent:siecle")


@require_POST
@agent_peut(Geste.IMPORTER)
def siecle_abandonner(request: RequeteAgent, pk: int) -> HttpResponse:
    try:
        abandonner(_import(request, pk))
    except ImportRefuse as refus:
        messages.error(request, str(refus))
    else:
        messages.info(request, "Ces fichiers sont effacés. Rien n’a été écrit.")
    return redirect("espace_agent:siecle")


@require_POST
@agent_peut(Geste.IMPORTER)
def siecle_annuler(request: RequeteAgent, pk: int) -> HttpResponse:
    try:
        annuler(_import(request, pk), par=request.agent)
    except ImportRefuse as refus:
        messages.error(request, str(refus))
    else:
        messages.success(
            request, "L’import est annulé. La base est comme avant lui ; les réponses restent."
        )
    return redirect("espace_agent:siecle")


def _import(request: RequeteAgent, pk: int) -> Import:
    imports = Import.objects.pour_agent(request.agent).select_related("par_agent", "campagne")
    return get_object_or_404(imports, pk=pk)


def _refaire(request: RequeteAgent, depot: Import, pourquoi: str) -> HttpResponse:
    try:
        neuf = revoir(depot, par=request.agent)
    except (ImportRefuse, FichierRefuse) as refus:
        return _montrer(request, depot, refus=str(refus))
    messages.warning(request, pourquoi)
    return redirect("espace_agent:siecle_apercu", pk=neuf.pk)


def _montrer(request: RequeteAgent, depot: Import, *, refus: str = "") -> HttpResponse:
    contexte = {
        "depot": depot,
        "etat": LIBELLES[depot.etat],
        "par": depot.par_agent or "le service",
        "refus": refus,
        "alertes": depot.apercu.get("alertes", []),
        "fichiers": fichiers_montres(depot.bilan),
        "comptes": comptes_montres(depot.bilan),
        "listes": _listes(depot.apercu),
        "anomalies": anomalies_montrees(depot.apercu),
    }
    return page(request, "siecle_apercu", contexte, statut=422 if refus else 200)


def _listes(apercu: dict[str, Any]) -> list[dict[str, Any]]:
    listes = []
    for cle, titre in LISTES:
        liste = apercu.get(cle, {"nombre": 0, "lignes": []})
        if liste["nombre"]:
            reste = liste["nombre"] - len(liste["lignes"])
            listes.append({"cle": cle, "titre": titre, **liste, "reste": reste})
    return listes
