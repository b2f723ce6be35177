"""Agir sur plusieurs dossiers : voir d'abord ce que cela fera, puis le faire, puis l'annuler."""

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from dossiersco.campagnes.models import Campagne
from dossiersco.campagnes.tables import tables_de
from dossiersco.dossiers import lots
from dossiersco.dossiers.lots import GESTES, Bilan, Prevu, Retour
from dossiersco.dossiers.models import DossierQuerySet, Lot
from dossiersco.dossiers.ordres import ORDRES
from dossiersco.dossiers.organisation import etiquette_nommee
from dossiersco.espace_agent.acces import RequeteAgent, agent_peut, campagne_courante
from dossiersco.espace_agent.dossiers import choisir, tous_les_dossiers
from dossiersco.espace_agent.fiches import Fiche, fiche, lectures
from dossiersco.espace_agent.formulaire_liste import relire
from dossiersco.espace_agent.gestes_lot import IMPRIMER, Demande
from dossiersco.espace_agent.page import page
from dossiersco.espace_agent.panneau import Panneau, panneau
from dossiersco.espace_agent.place import NUMERO
from dossiersco.etablissements.droits import Geste

LOTS_MONTRES = 30
RAISONS_MONTREES = 5


@require_safe
@agent_peut(Geste.VOIR_DOSSIERS)
def lot(request: RequeteAgent) -> HttpResponse:
    """Ce que le geste ferait, dossier par dossier. Rien n'est écrit."""
    campagne = campagne_courante(request)
    demande = Demande.lire(request.GET.get("geste", ""), request.agent)
    if demande is None:
        return refuser(request, "Choisissez ce qu’il faut faire, puis les dossiers.")
    if demande.geste == IMPRIMER:
        return redirect(f"{reverse('espace_agent:lot_papier')}?{request.GET.urlencode()}")
    voulus, parametres = choisis(request, campagne)
    lu = panneau(request, campagne, voulus=voulus)
    if not demande.connue(lu.choix):
        return refuser(request, "Cette étiquette, cet agent ou cette formation n’existe plus.")
    prevus = lots.prevoir(voulus, demande.geste, demande.valeur)
    if not prevus:
        return refuser(request, "Aucun dossier n’est choisi : cochez-en, ou prenez-les tous.")
    pris = [prevu for prevu in prevus if not prevu.raison]
    contexte = {
        "demande": demande,
        "titre": demande.en_mots(lu.choix),
        "reversible": GESTES[demande.geste].reglage is not None,
        "minutes": _minutes(demande.geste),
        "pris": pris,
        "passes": [prevu for prevu in prevus if prevu.raison],
        "raisons": Counter(prevu.raison for prevu in prevus if prevu.raison).most_common(),
        "fiches": _fiches(pris, campagne),
        "vus": " ".join(f"{prevu.dossier.pk}:{prevu.vu}" for prevu in pris),
        "parametres": parametres,
        "reste": (lu.nombre or 0) > len(prevus),
    }
    return page(request, "lot", contexte)


def _minutes(geste: str) -> int:
    """Le temps d'annuler une validation, aussitôt faite ; 0 : la famille le sait déjà."""
    return int((lots.patience(geste) or timedelta()).total_seconds()) // 60


def choisis(request: RequeteAgent, campagne: Campagne) -> tuple[DossierQuerySet, str]:
    """Les dossiers cochés, ou tous ceux que les filtres gardent ; et l'adresse d'où l'on vient."""
    formulaire = relire(request.GET.get("parametres", ""))
    if request.GET.get("tout"):
        voulus = choisir(request, campagne, formulaire.criteres)
    else:
        coches = [pk for pk in request.GET.getlist("dossier") if NUMERO.fullmatch(pk)]
        voulus = tous_les_dossiers(request, campagne).filter(pk__in=coches)
    return ORDRES["nom"].ranger(voulus), formulaire.parametres


def _fiches(prevus: Sequence[Prevu], campagne: Campagne) -> list[Fiche]:
    """Ce qu'on validerait sans l'ouvrir se lit ici, différence par différence."""
    examens = [prevu.examen for prevu in prevus if prevu.examen]
    if not examens:
        return []
    lues = lectures(examens, tables_de(campagne))
    return [fiche(examen, lues) for examen in examens]


@require_POST
@agent_peut(Geste.VOIR_DOSSIERS)
def lot_faire(request: RequeteAgent) -> HttpResponse:
    campagne = campagne_courante(request)
    demande = Demande.lire(request.POST.get("geste", ""), request.agent)
    if demande is None or demande.geste == IMPRIMER:
        raise PermissionDenied
    demande = _nommer(request, demande)
    tous = tous_les_dossiers(request, campagne)
    if demande.attend_un_nom:
        return refuser(request, "Donnez un nom à l’étiquette.")
    if not demande.connue(panneau(request, campagne).choix):
        return refuser(request, "Cette étiquette, cet agent ou cette formation n’existe plus.")
    vus = _vus(request)
    bilan = lots.faire(campagne, tous, demande.geste, demande.valeur, vus, par=request.agent)
    _dire(request, bilan, len(vus))
    return redirect("espace_agent:lots")


def _nommer(request: RequeteAgent, demande: Demande) -> Demande:
    """L'étiquette neuve naît avec le geste, pas avant."""
    nom = request.POST.get("nom", "").strip()
    if not demande.attend_un_nom or not nom:
        return demande
    return Demande(demande.geste, str(etiquette_nommee(nom, par=request.agent).pk))


def _vus(request: RequeteAgent) -> dict[int, str]:
    """« 12:a3f 15: » -> {12: "a3f", 15: ""}."""
    paires = (mot.partition(":") for mot in request.POST.get("vus", "").split())
    return {int(pk): vu for pk, _, vu in paires if NUMERO.fullmatch(pk)}


def _dire(request: RequeteAgent, bilan: Bilan, demandes: int) -> None:
    if bilan.nombre:
        pluriel = "s" if bilan.nombre > 1 else ""
        messages.success(request, f"Fait : {bilan.nombre} dossier{pluriel} sur {demandes}.")
    for dossier, raison in bilan.passes[:RAISONS_MONTREES]:
        messages.warning(request, f"{dossier.eleve} : passé, {raison}.")
    autres = len(bilan.passes) - RAISONS_MONTREES
    if autres > 0:
        messages.warning(request, f"Et {autres} autres passés pour des raisons semblables.")
    if not bilan.nombre and not bilan.passes:
        messages.error(request, "Aucun de ces dossiers n’est à changer.")


@require_safe
@agent_peut(Geste.VOIR_DOSSIERS)
def lots_faits(request: RequeteAgent) -> HttpResponse:
    """Ce qui a été fait d'un coup, par qui, et de quoi l'annuler."""
    campagne = campagne_courante(request)
    siens = Lot.objects.pour_agent(request.agent).filter(campagne=campagne)
    derniers = list(siens.select_related("par_agent", "annule_par").order_by("-pk")[:LOTS_MONTRES])
    lu = panneau(request, campagne)
    contexte = {"lots": [_montrer(fait, lu, request) for fait in derniers]}
    return page(request, "lots", contexte)


def _montrer(fait: Lot, lu: Panneau, request: RequeteAgent) -> dict[str, Any]:
    return {
        "lot": fait,
        "titre": Demande(fait.geste, fait.valeur).en_mots(lu.choix),
        "nombre": len(fait.lignes),
        "annulable": lots.annulable(fait, par=request.agent),
        "minutes": _minutes(fait.geste),
    }


@require_POST
@agent_peut(Geste.VOIR_DOSSIERS)
def lot_annuler(request: RequeteAgent, pk: int) -> HttpResponse:
    fait = get_object_or_404(Lot.objects.pour_agent(request.agent), pk=pk)
    if not request.agent.peut(GESTES[fait.geste].droit):
        raise PermissionDenied
    try:
        retour = lots.annuler(fait, par=request.agent)
    except lots.LotRefuse as refus:
        messages.error(request, str(refus))
    else:
        _dire_le_retour(request, retour)
    return redirect("espace_agent:lots")


def _dire_le_retour(request: RequeteAgent, retour: Retour) -> None:
    nombre = len(retour.rendus)
    messages.success(request, f"Annulé pour {nombre} dossier{'s' if nombre > 1 else ''}.")
    for dossier, raison in retour.gardes[:RAISONS_MONTREES]:
        messages.warning(request, f"{dossier.eleve} : reste tel quel. {raison}")
    autres = len(retour.gardes) - RAISONS_MONTREES
    if autres > 0:
        messages.warning(request, f"Et {autres} autres restent tels quels.")


def refuser(request: RequeteAgent, raison: str) -> HttpResponse:
    messages.error(request, raison)
    return redirect("espace_agent:dossiers")
