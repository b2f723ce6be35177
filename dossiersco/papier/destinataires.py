"""À qui on imprime : des couples (dossier, responsable), rangés par classe."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from dossiersco.campagnes.models import Campagne
from dossiersco.comptes.models import CodeAcces
from dossiersco.dossiers.etats import Etat
from dossiersco.dossiers.formations import dans_la_formation
from dossiersco.dossiers.invitations import moyen
from dossiersco.dossiers.models import DemandeFamille, Dossier, Responsable

SANS_MOYEN, TOUS = "sans_moyen", "tous"
TOUTES = "toutes"
Couples = list[list[int]]


@dataclass(frozen=True)
class Annonce:
    """Ce qu'un tirage de lettres ferait : combien de personnes, combien perdraient leur code."""

    personnes: int
    deja_munies: int


def lieu(campagne: Campagne, ou: str) -> Q:
    """« toutes », « classe:6A » ou « mef:10110001110 »."""
    sorte, _, code = ou.partition(":")
    if sorte == "classe":
        return Q(eleve__code_structure=code)
    return dans_la_formation(campagne, code) if sorte == "mef" else Q()


def lieux(campagne: Campagne) -> list[tuple[str, str]]:
    """Ce qui se choisit : tout le collège, une formation de la rentrée, une classe."""
    eleves = Dossier.objects.filter(campagne=campagne).presents().exclude(etat=Etat.VALIDE)
    classes = eleves.exclude(eleve__code_structure="").values_list("eleve__code_structure")
    formations = campagne.mefs.order_by("libelle").values_list("code_mef", "libelle")
    return [
        (TOUTES, "Tous les élèves qui ne sont pas encore inscrits"),
        *((f"classe:{classe}", f"Classe {classe}") for (classe,) in sorted(set(classes))),
        *((f"mef:{code}", f"À la rentrée : {libelle}") for code, libelle in formations),
    ]


def a_inscrire(campagne: Campagne, ou: str = TOUTES) -> "QuerySet[Dossier]":
    """Les dossiers des élèves présents qui ne sont pas validés."""
    dossiers = Dossier.objects.filter(lieu(campagne, ou), campagne=campagne).presents()
    return dossiers.exclude(etat=Etat.VALIDE)


def couples(campagne: Campagne, dossiers: "QuerySet[Dossier]", *, qui: str = TOUS) -> Couples:
    """Ni un simple contact, ni qui a dit « ce n'est pas mon enfant »."""
    return [
        [lien.dossier, lien.personne_id]
        for lien in liens(campagne, dossiers)
        if qui == TOUS or moyen(lien.personne) is None
    ]


def annoncer(campagne: Campagne, qui: str) -> Annonce:
    siens = liens(campagne, a_inscrire(campagne)).annotate(munie=Exists(codes_en_vigueur()))
    munies = {
        lien.personne_id: lien.munie
        for lien in siens
        if qui == TOUS or moyen(lien.personne) is None
    }
    return Annonce(len(munies), sum(munies.values()))


def codes_en_vigueur() -> "QuerySet[CodeAcces]":
    """Celui de la `personne` du lien, pour un `Exists`."""
    return CodeAcces.objects.en_vigueur(timezone.now()).filter(
        compte__rattachements__personne=OuterRef("personne")
    )


def liens(campagne: Campagne, dossiers: "QuerySet[Dossier]") -> "QuerySet[Any]":
    """Par classe, élève, rang ; `dossier` : celui de l'élève pour cette campagne."""
    du_dossier = Dossier.objects.filter(campagne=campagne, eleve=OuterRef("eleve"))
    decline = DemandeFamille.objects.filter(
        dossier__campagne=campagne,
        dossier__eleve=OuterRef("eleve"),
        par_personne=OuterRef("personne"),
    ).pas_responsable()
    return (
        Responsable.objects.qui_agissent()
        .filter(~Exists(decline), eleve__dossiers__in=dossiers)
        .annotate(dossier=Subquery(du_dossier.values("pk")[:1]))
        .select_related("personne")
        .defer("photo", "personne__photo")
        .order_by("eleve__code_structure", "eleve__cle_tri", "eleve_id", "rang")
    )
