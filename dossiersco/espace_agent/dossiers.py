"""Tous les élèves de la campagne, où en est chacun."""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.db.models import Count, Q, QuerySet
from django.http import HttpResponse
from django.views.decorators.http import require_safe

from dossiersco.dossiers.etats import LIBELLES
from dossiersco.dossiers.models import Dossier
from dossiersco.espace_agent.acces import RequeteAgent, agent_peut, derniere_campagne
from dossiersco.espace_agent.page import page
from dossiersco.etablissements.droits import Geste
from dossiersco.socle.forms import Formulaire

PAR_PAGE = 50
Dossiers = QuerySet[Dossier]


class FormulaireRecherche(Formulaire):
    sans_mention = frozenset({"nom", "etat"})

    nom = forms.CharField(label="Nom ou prénom de l’élève", required=False, max_length=100)
    etat = forms.ChoiceField(
        label="État du dossier", required=False, choices=[("", "Tous"), *LIBELLES.items()]
    )


@require_safe
@agent_peut(Geste.VOIR_DOSSIERS)
def dossiers(request: RequeteAgent) -> HttpResponse:
    campagne = derniere_campagne(request)
    if campagne is None:
        return page(request, "sans_campagne", {"titre": "Tous les dossiers"})
    tous = Dossier.objects.pour_agent(request.agent).filter(campagne=campagne)
    formulaire = FormulaireRecherche(request.GET)
    criteres = formulaire.cleaned_data if formulaire.is_valid() else {}
    voulus = _chercher(tous, criteres)
    lot = list(_suite(voulus, request.GET.getlist("apres"))[: PAR_PAGE + 1])
    contexte = {
        "formulaire": formulaire,
        "nombre": voulus.count(),
        "par_etat": _par_etat(tous),
        "dossiers": lot[:PAR_PAGE],
        "page_suivante": _adresse_suivante(criteres, lot) if len(lot) > PAR_PAGE else "",
    }
    return page(request, "dossiers", contexte)


def _chercher(tous: Dossiers, criteres: dict[str, Any]) -> Dossiers:
    if etat := criteres.get("etat"):
        tous = tous.filter(etat=etat)
    for mot in criteres.get("nom", "").split():
        tous = tous.filter(
            Q(eleve__nom_de_famille__icontains=mot)
            | Q(eleve__nom_usage__icontains=mot)
            | Q(eleve__prenom__istartswith=mot)
        )
    return tous


def _suite(voulus: Dossiers, apres: list[str]) -> Dossiers:
    """Par clé (nom, prénom, id) : trois paramètres `apres`, sinon le début de la liste."""
    ranges = (
        voulus.select_related("eleve")
        .defer("eleve__photo")
        .order_by("eleve__nom_de_famille", "eleve__prenom", "pk")
    )
    if len(apres) != 3 or not apres[2].isdecimal():
        return ranges
    nom, prenom, pk = apres
    return ranges.filter(
        Q(eleve__nom_de_famille__gt=nom)
        | Q(eleve__nom_de_famille=nom, eleve__prenom__gt=prenom)
        | Q(eleve__nom_de_famille=nom, eleve__prenom=prenom, pk__gt=int(pk))
    )


def _adresse_suivante(criteres: dict[str, Any], lot: list[Dossier]) -> str:
    dernier = lot[PAR_PAGE - 1]
    apres = [dernier.eleve.nom_de_famille, dernier.eleve.prenom, dernier.pk]
    return "?" + urlencode({**criteres, "apres": apres}, doseq=True)


def _par_etat(tous: Dossiers) -> list[dict[str, Any]]:
    nombres = dict(tous.order_by().values_list("etat").annotate(Count("pk")))
    return [
        {"etat": etat, "libelle": libelle, "nombre": nombres.get(etat, 0)}
        for etat, libelle in LIBELLES.items()
    ]
