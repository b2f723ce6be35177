"""Ce qui partirait vers SIECLE, ce qui ne peut pas partir et pourquoi, et le fichier."""

from collections.abc import Mapping, Set
from dataclasses import dataclass
from pathlib import PurePath

from django import forms
from django.contrib import messages
from django.db.models import Count
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST, require_safe

from dossiersco.campagnes.models import Campagne
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
from dossiersco.espace_agent.place import NUMERO
from dossiersco.etablissements.actions import choisir_schema
from dossiersco.etablissements.droits import Geste
from dossiersco.siecle.communes import capitales
from dossiersco.siecle.prevol import Sorte
from dossiersco.siecle.retour import RetourInvalide
from dossiersco.socle.forms import Formulaire
from dossiersco.socle.reponses import document

RETOURS_MONTRES = 20
REMPLACE = "CARACTERE"
CONSEILS = [
    (
        "commun",
        "Commun, conseillé : le même fichier est accepté par SIECLE en 3.1 et en 4.0.",
    ),
    (
        "3.1",
        "3.1 : seulement si l’assistance de l’académie vous le demande ; il porte aussi les "
        "anciens identifiants nationaux.",
    ),
    (
        "4.0",
        "4.0 : pour qu’un nom corrigé parte aussi, car SIECLE y reconnaît chacun à son numéro ; "
        "essayez d’abord avec un seul élève.",
    ),
]
DEMANDE_AMBIGUE = (
    "Vous avez coché des élèves : produisez le fichier pour ceux-là avec le bouton sous la liste, "
    "ou décochez-les pour l’envoyer à tous. Aucun fichier n’a été produit."
)
RIEN_DE_COCHE = "Cochez au moins un élève. Aucun fichier n’a été produit."
PLUS_A_ENVOYER = (
    "Un des élèves cochés ne peut plus partir : son dossier a changé entre-temps. Vérifiez votre "
    "choix et recommencez. Aucun fichier n’a été produit."
)


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


@dataclass(frozen=True)
class Remplacement:
    """Ce que SIECLE ne sait pas écrire chez un élève ou ses responsables, champ par champ."""

    dossier: Dossier
    phrases: list[str]


class FormulaireSchema(Formulaire):
    schema_retour = forms.ChoiceField(
        label="Celui que SIECLE doit recevoir",
        choices=CONSEILS,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": "Choisissez l’un des trois schémas."},
    )


@require_safe
@agent_peut(Geste.EXPORTER)
def retour(request: RequeteAgent) -> HttpResponse:
    campagne = derniere_campagne(request)
    if campagne is None:
        return page(request, "sans_campagne", {"titre": "Vers SIECLE"})
    return _montrer(request, campagne)


def _montrer(
    request: RequeteAgent,
    campagne: Campagne,
    *,
    formulaire: FormulaireSchema | None = None,
    coches: Set[int] | None = None,
    statut: int = 200,
) -> HttpResponse:
    """`coches` : les dossiers cochés d'une demande refusée, pour que rien ne soit à refaire."""
    plan = preparer_retour(campagne)
    faits = Retour.objects.pour_agent(request.agent).select_related("par_agent")
    schema = {"schema_retour": campagne.etablissement.schema_retour}
    contexte = {
        "dernier_envoi": campagne.etablissement.dernier_envoi,
        "departs": _departs(plan, _noms(request, plan), tables_de(campagne)),
        "bloques": plan.bloques,
        "en_attente": _en_attente(request, campagne),
        "remplacements": _remplacements(plan),
        "avis": _avis(plan),
        "retours": faits.annotate(nombre=Count("dossiers"))[:RETOURS_MONTRES],
        "formulaire": formulaire or FormulaireSchema(initial=schema),
        "coches": coches or set(),
        "choisir": coches is not None,
    }
    return page(request, "retour", contexte, statut=statut)


def _en_attente(request: RequeteAgent, campagne: Campagne) -> int:
    """Ce que l'agent croirait parti : rien n'en part avant d'être accepté."""
    siens = Dossier.objects.pour_agent(request.agent).a_traiter()
    return siens.filter(campagne=campagne).count()


@require_POST
@agent_peut(Geste.EXPORTER)
def retour_produire(request: RequeteAgent) -> HttpResponse:
    campagne = campagne_courante(request)
    dernier = str(campagne.etablissement.dernier_envoi)
    # Le bouton porte le numéro d'avant : appuyer deux fois ne produit qu'un fichier.
    if request.POST.get("dernier_envoi", dernier) != dernier:
        messages.info(request, "Ce fichier vient d’être produit : téléchargez-le ci-dessous.")
        return redirect("espace_agent:retour")
    coches = _coches(request)
    choisis = coches if request.POST.get("lesquels") == "choisis" else None
    plan = preparer_retour(campagne, choisis=choisis)
    if refus := _selection_refusee(plan, coches, choisis):
        messages.error(request, refus)
        return _montrer(request, campagne, coches=coches, statut=422)
    try:
        produit = produire_retour(plan, par=request.agent)
    except RetourInvalide as refus:
        messages.error(request, str(refus))
        return redirect("espace_agent:retour")
    if produit is None:
        messages.info(request, "Rien de nouveau pour SIECLE : aucun fichier n’est utile.")
    else:
        messages.success(request, "Le fichier est prêt : téléchargez-le ci-dessous.")
    return redirect("espace_agent:retour")


@require_POST
@agent_peut(Geste.EXPORTER)
def retour_schema(request: RequeteAgent) -> HttpResponse:
    campagne = campagne_courante(request)
    formulaire = FormulaireSchema(request.POST)
    if not formulaire.is_valid():
        return _montrer(request, campagne, formulaire=formulaire, statut=422)
    choisir_schema(request.agent.etablissement, formulaire.cleaned_data["schema_retour"])
    messages.success(request, "Le schéma est enregistré : il vaut dès le prochain fichier.")
    return redirect("espace_agent:retour")


@require_safe
@agent_peut(Geste.EXPORTER)
def retour_fichier(request: RequeteAgent, pk: int) -> HttpResponseBase:
    produit = get_object_or_404(Retour.objects.pour_agent(request.agent), pk=pk)
    # SIECLE refuse un fichier renommé : c'est le nom de l'archive qu'il compare.
    nom = PurePath(produit.fichier.name or "").name
    return document(produit.fichier.open("rb"), nom=nom, type_contenu="application/zip")


def _coches(request: RequeteAgent) -> set[int]:
    """Les dossiers cochés. Celui d'un autre collège n'existe pas : 404."""
    numeros = request.POST.getlist("dossiers")
    if not all(NUMERO.fullmatch(numero) for numero in numeros):
        raise Http404
    coches = {int(numero) for numero in numeros}
    if Dossier.objects.pour_agent(request.agent).filter(pk__in=coches).count() != len(coches):
        raise Http404
    return coches


def _selection_refusee(plan: PlanRetour, coches: Set[int], choisis: Set[int] | None) -> str:
    """Le fichier contient exactement ce qui est coché, ou il n'y en a pas."""
    if choisis is None:
        return DEMANDE_AMBIGUE if coches else ""
    if not choisis:
        return RIEN_DE_COCHE
    partants = {envoyable.dossier.pk for envoyable in plan.envoyables}
    return "" if partants == choisis else PLUS_A_ENVOYER


def _remplacements(plan: PlanRetour) -> list[Remplacement]:
    par_fiche: dict[tuple[str, str], list[str]] = {}
    for annonce in plan.annonces:
        if annonce.code == REMPLACE:
            par_fiche.setdefault((annonce.sorte, annonce.id_prv), []).append(annonce.message)
    trouves = []
    for envoyable in plan.envoyables:
        fiches = [(Sorte.ELEVE, envoyable.bloc["ID_PRV_ELE"])]
        fiches += [(Sorte.PERSONNE, plan.personnes[p]["ID_PRV_PER"]) for p in envoyable.personnes]
        if phrases := [phrase for fiche in fiches for phrase in par_fiche.get(fiche, ())]:
            trouves.append(Remplacement(envoyable.dossier, phrases))
    return trouves


def _avis(plan: PlanRetour) -> list[str]:
    remplaces = {annonce.message for annonce in plan.annonces if annonce.code == REMPLACE}
    return [avis for avis in dict.fromkeys(plan.avis) if avis not in remplaces]


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
