"""Effacer des dossiers, puis les élèves et les responsables qu'aucun ne cite plus.

Quand, `campagnes/conservation.py` le dit.
"""

from typing import Any

from django.apps import apps
from django.db.models import Exists, ForeignKey, OuterRef, Q, QuerySet

from dossiersco.campagnes.conservation import (
    Comptes,
    Sorte,
    avec_la_campagne,
    avec_le_college,
)
from dossiersco.campagnes.effacement import DOSSIERS, NON_COMMENCES
from dossiersco.campagnes.models import Campagne
from dossiersco.comptes.conservation import effacer_les_comptes_sans_personne
from dossiersco.dossiers import survivances
from dossiersco.dossiers.etats import Etat
from dossiersco.dossiers.models import (
    Avis,
    Brouillon,
    Confirmation,
    Delegation,
    DemandeFamille,
    Dossier,
    Eleve,
    Lot,
    NoteInterne,
    Personne,
    Reponse,
    Responsable,
    Signature,
    Trace,
)
from dossiersco.dossiers.traces import DE_SIECLE
from dossiersco.etablissements.models import Etablissement

LOT_DE_DOSSIERS = 200
# Ce que le collège ou SIECLE écrit d'un dossier qu'aucune famille n'a touché.
SANS_LA_FAMILLE = ("affecter", "dire_parti", "dire_present", DE_SIECLE)


@avec_la_campagne(Sorte.NON_COMMENCES)
def effacer_les_non_commences(campagne: Campagne) -> Comptes:
    return {NON_COMMENCES: _effacer(_jamais_commences(campagne))}


@avec_la_campagne(Sorte.DOSSIERS)
def effacer_les_dossiers(campagne: Campagne) -> Comptes:
    signatures = Signature.objects.filter(dossier__campagne=campagne).count()
    comptes = {
        "signatures": signatures,
        DOSSIERS: _effacer(Dossier.objects.filter(campagne=campagne)),
    }
    # Ce qu'une personne dit de la campagne, et non d'un dossier.
    for modele in (Confirmation, Avis, Lot):
        modele._base_manager.filter(campagne=campagne).delete()
    return comptes


@avec_le_college(Sorte.PERSONNES)
def effacer_qui_n_est_plus_cite(college: Etablissement) -> Comptes:
    """Qui a un dossier, ou a laissé quelque chose dans un dossier, reste."""
    partis = Eleve.objects.filter(etablissement=college).exclude(
        Exists(Dossier.objects.filter(eleve=OuterRef("pk")))
    )
    _, eleves = partis.delete()
    personnes = list(_que_rien_ne_cite(college).values_list("pk", "rattachement__compte"))
    _, par_modele = Personne.objects.filter(pk__in=[pk for pk, _ in personnes]).delete()
    survivances.oublier_ce_qui_est_regle(college)
    return {
        "élèves": eleves.get(Eleve._meta.label, 0),
        "responsables": par_modele.get(Personne._meta.label, 0),
        "comptes": effacer_les_comptes_sans_personne({c for _, c in personnes if c is not None}),
    }


def _jamais_commences(campagne: Campagne) -> QuerySet[Dossier]:
    """Ni la famille ni le collège pour elle n'y ont rien écrit."""
    siens = {
        "traces": Trace.objects.exclude(geste__in=SANS_LA_FAMILLE),
        **{
            modele._meta.model_name: modele._base_manager.all()
            for modele in (
                Signature,
                Brouillon,
                Confirmation,
                DemandeFamille,
                Delegation,
                NoteInterne,
                Reponse,
            )
        },
    }
    pour_tous = Confirmation.objects.filter(
        campagne=campagne, dossier=None, personne__responsables__eleve=OuterRef("eleve")
    )
    dossiers = Dossier.objects.filter(campagne=campagne, etat=Etat.A_REMPLIR)
    for lignes in siens.values():
        dossiers = dossiers.exclude(Exists(lignes.filter(dossier=OuterRef("pk"))))
    return dossiers.exclude(Exists(pour_tous))


def _effacer(partants: QuerySet[Dossier]) -> int:
    """Rend leur nombre. Ce qui en dépend part avec eux, sauf ce qui vaut encore pour un vivant."""
    cles = list(partants.order_by("pk").values_list("pk", flat=True))
    survivances.detacher(partants)
    # Traces et signatures d'abord : une délégation ne part pas tant que l'une d'elles la cite.
    for modele in (Trace, Signature):
        modele._base_manager.filter(dossier__in=partants).delete()
    for debut in range(0, len(cles), LOT_DE_DOSSIERS):
        Dossier.objects.filter(pk__in=cles[debut : debut + LOT_DE_DOSSIERS]).delete()
    return len(cles)


def _que_rien_ne_cite(college: Etablissement) -> QuerySet[Personne]:
    """Toute ligne d'un dossier compte, aussi d'un modèle à venir : l'effacer l'effacerait."""
    personnes = Personne.objects.filter(etablissement=college).exclude(
        Exists(Responsable.objects.filter(personne=OuterRef("pk")))
    )
    for cle in _cles_d_un_dossier():
        la_citent = Q(**{cle.name: OuterRef("pk")}) & _retenue(cle)
        citent = cle.model._base_manager.filter(la_citent)
        personnes = personnes.exclude(Exists(citent))
    return personnes


def _cles_d_un_dossier() -> list["ForeignKey[Any, Any]"]:
    """Les clés vers une personne, des lignes qui tiennent aussi à un dossier."""
    return [
        champ
        for modele in apps.get_models()
        for champ in modele._meta.concrete_fields
        if isinstance(champ, ForeignKey)
        and champ.related_model is Personne
        and any(autre.name == "dossier" for autre in modele._meta.concrete_fields)
    ]


def _retenue(cle: "ForeignKey[Any, Any]") -> Q:
    """Sans dossier, ce qui se dit d'elle ne la retient pas ; ce qu'elle dit d'un élève, si."""
    if cle.model is Trace and cle.name == "par_personne":
        return Q(dossier__isnull=False) | Q(eleve__isnull=False)
    return Q(dossier__isnull=False)
