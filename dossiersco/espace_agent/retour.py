"""Ce qui partirait vers SIECLE, ce qui ne peut pas partir et pourquoi, et le fichier."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePath

from django.contrib import messages
from django.db.models import Count
from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST, require_safe

from dossiersco.campagnes.tables import Tables, tables_de
from dossiersco.dossiers.affichage import texte
from dossiersco.dossiers.champs import Cible
from dossiersco.dossiers.models import Dossier, Personne
from dossiersco.echanges.models import Retour
from dossiersco.echanges.retour import Envoyable, PlanRetour, preparer_retour, produire_retour
from dossiersco.espace_agent.acces import (
    RequeteAgent,
    agent_peut,
    campagne_courante,
    derniere_campagne,
)
from dossiersco.espace_agent.page import page
from dossiersco.etablissements.droits import Geste
from dossiersco.siecle.communes import capitales
from dossiersco.siecle.retour import RetourInvalide

RETOURS_MONTRES = 20


@dataclass(frozen=True)
class ChangementMontre:
    libelle: str
    de_qui: str
    ancien: str
    nouveau: str


@dataclass(frozen=True)
class Depart:
    dossier: Dossier
    changements: list[ChangementMontre]


@require_safe
@agent_peut(Geste.EXPORTER)
def retour(request: RequeteAgent) -> HttpResponse:
    campagne = derniere_campagne(request)
    if campagne is None:
        return page(request, "sans_campagne", {"titre": "Vers SIECLE"})
    plan = preparer_retour(campagne)
    faits = Retour.objects.pour_agent(request.agent).select_related("par_agent")
    contexte = {
        "dernier_envoi": campagne.etablissement.dernier_envoi,
        "departs": _departs(plan, _noms(request, plan), tables_de(campagne)),
        "bloques": plan.bloques,
        "avis": list(dict.fromkeys(plan.avis)),
        "retours": faits.annotate(nombre=Count("dossiers"))[:RETOURS_MONTRES],
    }
    return page(request, "retour", contexte)


@require_POST
@agent_peut(Geste.EXPORTER)
def retour_produire(request: RequeteAgent) -> HttpResponse:
    campagne = campagne_courante(request)
    dernier = str(campagne.etablissement.dernier_envoi)
    # Le bouton porte le numéro d'avant : appuyer deux fois ne produit qu'un fichier.
    if request.POST.get("dernier_envoi", dernier) != dernier:
        messages.info(request, "Ce fichier vient d’être produit : téléchargez-le ci-dessous.")
        return redirect("espace_agent:retour")
    try:
        produit = produire_retour(preparer_retour(campagne), par=request.agent)
    except RetourInvalide as refus:
        messages.error(request, str(refus))
        return redirect("espace_agent:retour")
    if produit is None:
        messages.info(request, "Rien de nouveau pour SIECLE : aucun fichier n’est utile.")
    else:
        messages.success(request, "Le fichier est prêt : téléchargez-le ci-dessous.")
    return redirect("espace_agent:retour")


@require_safe
@agent_peut(Geste.EXPORTER)
def retour_fichier(request: RequeteAgent, pk: int) -> HttpResponseBase:
    produit = get_object_or_404(Retour.objects.pour_agent(request.agent), pk=pk)
    reponse = FileResponse(
        produit.fichier.open("rb"),
        content_type="application/zip",
        as_attachment=True,
        # SIECLE refuse un fichier renommé : c'est le nom de l'archive qu'il compare.
        filename=PurePath(produit.fichier.name or "").name,
    )
    reponse["X-Content-Type-Options"] = "nosniff"
    return reponse


def _noms(request: RequeteAgent, plan: PlanRetour) -> dict[int, str]:
    personnes = Personne.objects.pour_agent(request.agent).filter(
        pk__in=[pk for envoyable in plan.envoyables for pk in envoyable.personnes]
    )
    return {personne.pk: str(personne) for personne in personnes.defer("photo")}


def _departs(plan: PlanRetour, noms: Mapping[int, str], tables: Tables) -> list[Depart]:
    """Dans l'ordre de la liste de tous les dossiers."""
    departs = [
        Depart(envoyable.dossier, _changements(envoyable, noms, tables))
        for envoyable in plan.envoyables
    ]
    return sorted(departs, key=lambda depart: capitales(depart.dossier.eleve.nom_de_famille))


def _changements(
    envoyable: Envoyable, noms: Mapping[int, str], tables: Tables
) -> list[ChangementMontre]:
    return [
        ChangementMontre(
            libelle=changement.champ.libelle,
            de_qui="l’élève" if changement.cible is Cible.ELEVE else noms[changement.id],
            ancien=texte(changement.champ, changement.avant, tables),
            nouveau=texte(changement.champ, changement.apres, tables),
        )
        for changement in envoyable.changements
    ]
