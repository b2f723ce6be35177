"""Imprimer pour les élèves choisis dans la liste : voir combien de feuilles, puis les demander."""

from collections import Counter

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from dossiersco.campagnes.models import Campagne
from dossiersco.dossiers.models import DossierQuerySet
from dossiersco.espace_agent.acces import RequeteAgent, agent_peut, campagne_courante
from dossiersco.espace_agent.dossiers import tous_les_dossiers
from dossiersco.espace_agent.gestes_lot import IMPRIMABLES, IMPRIMER, Demande
from dossiersco.espace_agent.lot import choisis, refuser
from dossiersco.espace_agent.page import page
from dossiersco.espace_agent.papier import DEMANDE
from dossiersco.espace_agent.place import NUMERO
from dossiersco.etablissements.droits import Geste
from dossiersco.papier.actions import TirageRefuse, demander_une_selection
from dossiersco.papier.selection import AU_PLUS, prevoir


@require_http_methods(["GET", "HEAD", "POST"])
@agent_peut(Geste.INVITER)
def lot_papier(request: RequeteAgent) -> HttpResponse:
    campagne = campagne_courante(request)
    envoi = request.POST if request.method == "POST" else request.GET
    demande = Demande.lire(envoi.get("geste", ""), request.agent)
    if demande is None or demande.geste != IMPRIMER or demande.valeur not in dict(IMPRIMABLES):
        return refuser(request, "Choisissez ce qu’il faut imprimer, puis les dossiers.")
    if request.method == "POST":
        return _demander(request, campagne, demande)
    return _montrer(request, campagne, demande)


def _montrer(request: RequeteAgent, campagne: Campagne, demande: Demande) -> HttpResponse:
    """Ce qui s'imprimerait, et pour qui rien. Rien n'est écrit."""
    voulus, parametres = choisis(request, campagne)
    if voulus.au_plus(AU_PLUS + 1).count() > AU_PLUS:
        return refuser(
            request, f"Plus de {AU_PLUS} dossiers, c’est trop d’un coup : gardez-en une partie."
        )
    prevu = prevoir(campagne, voulus, demande.valeur)
    if not prevu.pris and not prevu.passes:
        return refuser(request, "Aucun dossier n’est choisi : cochez-en, ou prenez-les tous.")
    contexte = {
        "demande": demande,
        "titre": demande.en_mots({}),
        "lettres": demande.valeur == "lettres",
        "prevu": prevu,
        "raisons": Counter(raison for _, raison in prevu.passes).most_common(),
        "dossiers": " ".join(str(dossier.pk) for dossier in prevu.pris),
        "parametres": parametres,
    }
    return page(request, "lot_papier", contexte)


def _demander(request: RequeteAgent, campagne: Campagne, demande: Demande) -> HttpResponse:
    voulus = _montres(request, campagne)
    neufs = bool(request.POST.get("codes_neufs"))
    try:
        tirage = demander_une_selection(
            campagne, voulus, demande.valeur, codes_neufs=neufs, par=request.agent
        )
    except TirageRefuse as refus:
        return refuser(request, str(refus))
    messages.success(request, DEMANDE)
    if laisses := voulus.count() - len({dossier for dossier, _ in tirage.cibles}):
        messages.warning(
            request, f"Élèves laissés de côté, leur dossier a changé depuis : {laisses}."
        )
    return redirect("espace_agent:papier")


def _montres(request: RequeteAgent, campagne: Campagne) -> DossierQuerySet:
    """Ceux que l'agent avait sous les yeux, parmi ceux de son collège."""
    pks = [pk for pk in request.POST.get("dossiers", "").split() if NUMERO.fullmatch(pk)]
    return tous_les_dossiers(request, campagne).filter(pk__in=pks[:AU_PLUS])
