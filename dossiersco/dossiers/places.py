"""Qui prend les places d'une option : calculé à chaque fois, jamais rangé. Une seule lecture."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Case, CharField, F, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.fields import TextField
from django.db.models.functions import Cast, Coalesce

from dossiersco.campagnes.affluence import Affluence
from dossiersco.campagnes.models import Campagne
from dossiersco.dossiers.formations import dans_la_formation
from dossiersco.dossiers.models import Dossier, Signature, Trace

Limites = Mapping[str, Mapping[str, int | None]]
"""{code_mef: {code_matiere: places, None sans limite}}"""
Option = tuple[str, str]
Attentes = dict[int, dict[str, int]]
"""{dossier: {code_matiere: rang sur la liste d'attente}}"""


def attentes_de(dossiers: Sequence[Dossier], limites: Limites) -> Attentes:
    """Parmi des dossiers d'une même campagne, ceux qu'une option met sur sa liste d'attente."""
    if not dossiers:
        return {}
    attentes: Attentes = defaultdict(dict)
    for (_, code), affluence in affluences(dossiers[0].campagne, limites).items():
        for dossier in dossiers:
            if rang := affluence.attente(dossier.pk):
                attentes[dossier.pk][code] = rang
    return attentes


def affluences(campagne: Campagne, limites: Limites) -> dict[Option, Affluence]:
    """{(code_mef, code_matiere): affluence} des options aux places comptées."""
    comptees = {
        (code_mef, code): places
        for code_mef, par_code in limites.items()
        for code, places in par_code.items()
        if places is not None
    }
    if not comptees:
        return {}
    retenus = _retenus(campagne, comptees)
    return {
        option: Affluence(places, tuple(retenus[option])) for option, places in comptees.items()
    }


def _retenus(campagne: Campagne, options: Iterable[Option]) -> dict[Option, list[int]]:
    premiere, *autres = [_candidats(campagne, *option) for option in options]
    lignes = premiere.union(*autres, all=True) if autres else premiere
    par_option: dict[Option, list[tuple[bool, datetime | None, int]]] = defaultdict(list)
    for code_mef, code, dossier, suivie, demandee_le in lignes:
        # Une demande que personne n'a signée est un brouillon : elle ne prend la place de personne.
        if suivie or demandee_le:
            par_option[code_mef, code].append((not suivie, demandee_le, dossier))
    return {
        option: [dossier for _, _, dossier in sorted(candidats, key=_ordre)]
        for option, candidats in par_option.items()
    } | {option: [] for option in options if option not in par_option}


def _ordre(candidat: tuple[bool, datetime | None, int]) -> tuple[bool, float, int]:
    demande, signee_le, dossier = candidat
    return (demande, signee_le.timestamp() if demande and signee_le else 0.0, dossier)


def _candidats(campagne: Campagne, code_mef: str, code: str) -> QuerySet[Dossier, Any]:
    """Les élèves de la formation qui ont cette option ; s'ils la suivent déjà ; quand qui l'a
    demandée a signé."""
    dite = f'"{code}"'
    demande = _demandes(dite)
    return (
        Dossier.objects.filter(dans_la_formation(campagne, code_mef), campagne=campagne)
        .annotate(
            proposees=Cast("eleve__options", TextField()),
            lues=Coalesce(Cast("eleve__photo__OPTIONS", TextField()), Value("", TextField())),
        )
        .filter(proposees__contains=dite)
        .annotate(
            ecrite_le=Subquery(demande.values("le")[:1]),
            par_agent=Subquery(demande.values("par_agent")[:1]),
            par_personne=Subquery(demande.values("par_personne")[:1]),
        )
        .annotate(
            # Ce que le collège écrit lui-même n'attend pas de signature.
            demandee_le=Case(
                When(par_agent__isnull=False, then=F("ecrite_le")),
                default=Subquery(_signatures()[:1]),
            ),
            suivie=Case(When(lues__contains=dite, then=Value(1)), default=Value(0)),
        )
        .order_by()
        .values_list(
            Value(code_mef, CharField()), Value(code, CharField()), "pk", "suivie", "demandee_le"
        )
    )


def _demandes(dite: str) -> QuerySet[Trace]:
    """D'un dossier, les écritures qui ont ajouté l'option, la dernière d'abord."""
    return (
        Trace.objects.filter(eleve=OuterRef("eleve"), champ="options", geste="modifier")
        .annotate(
            avec=Cast("apres", TextField()),
            sans=Coalesce(Cast("avant", TextField()), Value("", TextField())),
        )
        .filter(avec__contains=dite)
        .exclude(sans__contains=dite)
        .order_by("-pk")
    )


def _signatures() -> QuerySet[Signature, Any]:
    """De qui a écrit la demande (`par_personne`), depuis qu'elle est écrite (`ecrite_le`)."""
    return (
        Signature.objects.filter(
            dossier=OuterRef("pk"),
            personne=OuterRef("par_personne"),
            signee_le__gte=OuterRef("ecrite_le"),
        )
        .order_by("signee_le")
        .values("signee_le")
    )
