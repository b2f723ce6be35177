"""Choisir des dossiers : un filtre est une ligne de table ; son nom est celui de l'adresse."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from dossiersco.campagnes.models import Campagne
from dossiersco.dossiers import recherche
from dossiersco.dossiers.etats import LIBELLES
from dossiersco.dossiers.formations import dans_la_formation
from dossiersco.dossiers.models import NIVEAUX_QUI_AGISSENT, DossierQuerySet, Responsable, Trace
from dossiersco.dossiers.traces import DE_SIECLE

# Ce n'est pas un état : le dossier garde le sien, et le retrouve si l'élève revient.
PARTIS = "partis"
ETATS: dict[str, str] = {**LIBELLES, PARTIS: "Parti du collège"}

SIGNALES: dict[str, str] = {
    "desaccord": "Les responsables se contredisent",
    "siecle": "SIECLE a changé depuis la réponse",
    "sans_mel": "Aucun responsable n’a de courriel",
    "sans_mobile": "Aucun responsable n’a de mobile",
}
PERSONNE = "personne"

Criteres = Mapping[str, Any]
Filtre = Callable[[DossierQuerySet, Any, Campagne], DossierQuerySet]


def filtrer(dossiers: DossierQuerySet, criteres: Criteres, campagne: Campagne) -> DossierQuerySet:
    """Les dossiers qui répondent à tous les critères ; un critère vide ne demande rien."""
    for nom, filtre in FILTRES.items():
        if voulu := criteres.get(nom):
            dossiers = filtre(dossiers, voulu, campagne)
    return dossiers


def _cherche(dossiers: DossierQuerySet, texte: str, campagne: Campagne) -> DossierQuerySet:
    du_college = Responsable.objects.filter(personne__etablissement=campagne.etablissement_id)
    return dossiers.filter(recherche.ou(texte, du_college))


def _etat(dossiers: DossierQuerySet, etat: str, _: Campagne) -> DossierQuerySet:
    return dossiers.partis() if etat == PARTIS else dossiers.presents().filter(etat=etat)


def _classe(dossiers: DossierQuerySet, debut: str, _: Campagne) -> DossierQuerySet:
    return dossiers.filter(eleve__code_structure__startswith=debut)


def _formation(dossiers: DossierQuerySet, code_mef: str, campagne: Campagne) -> DossierQuerySet:
    return dossiers.filter(dans_la_formation(campagne, code_mef))


def _regime(dossiers: DossierQuerySet, code: str, _: Campagne) -> DossierQuerySet:
    return dossiers.filter(eleve__code_regime=code)


def _signale(dossiers: DossierQuerySet, quoi: str, campagne: Campagne) -> DossierQuerySet:
    return dossiers.filter(_SIGNAUX[quoi](campagne))


def _revenu(dossiers: DossierQuerySet, jour: date, _: Campagne) -> DossierQuerySet:
    """Quelqu'un de la famille y a écrit, signé ou envoyé quelque chose ce jour-là ou après."""
    debut = timezone.make_aware(datetime.combine(jour, time.min))
    ecrites = Trace.objects.filter(
        dossier=OuterRef("pk"), par_personne__isnull=False, le__gte=debut
    )
    return dossiers.filter(Exists(ecrites))


def _agent(dossiers: DossierQuerySet, agent: str, _: Campagne) -> DossierQuerySet:
    return dossiers.filter(attribue_a=None if agent == PERSONNE else int(agent))


def _etiquette(dossiers: DossierQuerySet, etiquette: str, _: Campagne) -> DossierQuerySet:
    return dossiers.filter(etiquettes=int(etiquette))


FILTRES: dict[str, Filtre] = {
    "nom": _cherche,
    "etat": _etat,
    "classe": _classe,
    "formation": _formation,
    "regime": _regime,
    "signale": _signale,
    "revenu_depuis": _revenu,
    "agent": _agent,
    "etiquette": _etiquette,
}


def _pas_encore_decide(traces: QuerySet[Trace]) -> QuerySet[Trace]:
    """Sans geste du collège, depuis, sur le même champ de la même personne ou du même élève."""
    du_college = Trace.objects.filter(
        Q(eleve=OuterRef("eleve")) | Q(personne=OuterRef("personne")),
        champ=OuterRef("champ"),
        par_agent__isnull=False,
        pk__gt=OuterRef("pk"),
    )
    return traces.filter(~Exists(du_college))


def _desaccord(campagne: Campagne) -> Q:
    """Deux responsables ont écrit le même champ de l'élève ; le collège n'a pas encore décidé."""
    d_un_autre = Trace.objects.filter(
        eleve=OuterRef("eleve"),
        champ=OuterRef("champ"),
        geste="modifier",
        par_personne__isnull=False,
    ).exclude(par_personne=OuterRef("par_personne"))
    ecrites = _de_l_eleve(campagne).filter(geste="modifier", par_personne__isnull=False)
    return Q(Exists(_pas_encore_decide(ecrites.filter(Exists(d_un_autre)))))


def _de_l_eleve(campagne: Campagne) -> QuerySet[Trace]:
    # Le collège est dit aussi : la base n'a pas à lire le journal de tous les autres.
    return Trace.objects.filter(
        eleve=OuterRef("eleve"), eleve__etablissement=campagne.etablissement_id
    )


def _siecle(campagne: Campagne) -> Q:
    d_un_responsable = Trace.objects.filter(
        personne__responsables__eleve=OuterRef("eleve"),
        personne__etablissement=campagne.etablissement_id,
    )
    journaux = (_de_l_eleve(campagne), d_un_responsable)
    de_l_eleve, du_responsable = (
        Exists(_pas_encore_decide(journal.filter(geste=DE_SIECLE))) for journal in journaux
    )
    return Q(de_l_eleve) | Q(du_responsable)


def _sans(champ: str, campagne: Campagne) -> Q:
    munis = Responsable.objects.filter(
        eleve=OuterRef("eleve"),
        eleve__etablissement=campagne.etablissement_id,
        niveau_responsabilite__in=NIVEAUX_QUI_AGISSENT,
    ).exclude(**{f"personne__{champ}": ""})
    return ~Q(Exists(munis))


_SIGNAUX: dict[str, Callable[[Campagne], Q]] = {
    "desaccord": _desaccord,
    "siecle": _siecle,
    "sans_mel": lambda campagne: _sans("mel", campagne),
    "sans_mobile": lambda campagne: _sans("tel_portable", campagne),
}
