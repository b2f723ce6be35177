"""Les chiffres que tout le monde peut lire : jamais de petit nombre, jamais un collège seul."""

from dataclasses import dataclass

from django.db.models import Avg, Count, F, OuterRef, Q, QuerySet, Subquery

from dossiersco.dossiers.models import Avis, Dossier, Signature
from dossiersco.statistiques import durees

COLLEGES_MINIMUM = 5
DOSSIERS_MINIMUM = 100
# Une note ou une durée que peu de familles ont faite en dirait trop d'elles.
FAMILLES_MINIMUM = 20
# Une médiane n'en demande pas plus, et la page coûte autant l'année du millionième dossier.
SIGNATURES_LUES = 5_000


@dataclass(frozen=True)
class Note:
    moyenne: float
    nombre: int


@dataclass(frozen=True)
class Chiffres:
    """`None` : pas encore assez pour le dire."""

    colleges: int
    dossiers: int
    sans_nouveaute: int | None
    note: Note | None
    minutes: float | None


def chiffres() -> Chiffres | None:
    """Quatre lectures au plus, sur tous les collèges ; None sous le seuil."""
    totaux = _signes().aggregate(
        colleges=Count("campagne__etablissement", distinct=True),
        dossiers=Count("pk"),
        sans=Count("pk", filter=Q(derniere=True)),
    )
    if totaux["colleges"] < COLLEGES_MINIMUM and totaux["dossiers"] < DOSSIERS_MINIMUM:
        return None
    return Chiffres(
        colleges=totaux["colleges"],
        dossiers=totaux["dossiers"],
        sans_nouveaute=_part(totaux["sans"], totaux["dossiers"]),
        note=_note(),
        minutes=_minutes(),
    )


def _signes() -> "QuerySet[Dossier]":
    """Hors essais. `derniere` : sa dernière signature disait-elle « rien de nouveau » ?"""
    derniere = Signature.objects.filter(dossier=OuterRef("pk")).order_by("-pk")
    return (
        Dossier.objects.filter(campagne__etablissement__essai_de=None)
        .annotate(derniere=Subquery(derniere.values("sans_nouveaute")[:1]))
        .exclude(derniere=None)
    )


def _part(part: int, total: int) -> int | None:
    return round(100 * part / total) if total >= FAMILLES_MINIMUM else None


def _note() -> Note | None:
    avis = Avis.objects.filter(campagne__etablissement__essai_de=None)
    lu = avis.aggregate(moyenne=Avg("note"), nombre=Count("pk"))
    return Note(lu["moyenne"], lu["nombre"]) if lu["nombre"] >= FAMILLES_MINIMUM else None


def _minutes() -> float | None:
    signatures = (
        Signature.objects.filter(
            dossier__campagne__etablissement__essai_de=None,
            personne__rattachement__compte__last_login__lt=F("signee_le"),
        )
        .order_by("-pk")
        .values_list("personne__rattachement__compte__last_login", "signee_le")
    )
    visites = list(signatures[:SIGNATURES_LUES])
    return durees.minutes_des_familles(visites) if len(visites) >= FAMILLES_MINIMUM else None
