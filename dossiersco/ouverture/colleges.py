"""Les collèges, vus de l'opérateur : leur état et des nombres, rien de personne."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Count, Q

from dossiersco.campagnes.models import Campagne
from dossiersco.dossiers.etats import Etat as EtatDossier
from dossiersco.dossiers.models import Dossier
from dossiersco.etablissements.models import Agent, Etablissement

PAR_PAGE = 50


class Etat(StrEnum):
    INSCRIT = "inscrit"
    PRET = "prêt"
    OUVERT = "ouvert"
    TERMINE = "terminé"


@dataclass(frozen=True)
class Suivi:
    """Les nombres de sa dernière campagne. `transmis` : envoyés, validés compris."""

    etablissement: Etablissement
    etat: Etat
    rentree: int | None
    agents: int
    dossiers: int
    transmis: int
    valides: int


def page_de_colleges(apres: str = "", cherche: str = "") -> list[Suivi]:
    """Les premiers après cet UAI ; quatre lectures. Un de trop dit qu'il y a une suite."""
    voulus = Etablissement.objects.pour_operateur().filter(uai__gt=apres)
    for mot in cherche.split():
        voulus = voulus.filter(
            Q(uai__icontains=mot) | Q(denom_princ__icontains=mot) | Q(denom_compl__icontains=mot)
        )
    return suivre(list(voulus[: PAR_PAGE + 1]))


def suivre(etablissements: Sequence[Etablissement]) -> list[Suivi]:
    campagnes = {
        campagne.etablissement_id: campagne
        for campagne in Campagne.objects.filter(etablissement__in=etablissements)
        .select_related("etablissement")
        .order_by("annee")
    }
    nombres = _nombres(campagnes.values())
    agents = dict(
        Agent.objects.filter(etablissement__in=etablissements, actif=True, compte__is_active=True)
        .order_by()
        .values_list("etablissement")
        .annotate(Count("pk"))
    )
    return [
        _suivi(college, campagnes.get(college.pk), nombres, agents.get(college.pk, 0))
        for college in etablissements
    ]


def etat(campagne: Campagne | None, dossiers: int) -> Etat:
    if campagne is not None and campagne.est_ouverte:
        return Etat.OUVERT
    if campagne is not None and campagne.ouverte_le is not None:
        return Etat.TERMINE
    return Etat.PRET if dossiers else Etat.INSCRIT


def _suivi(
    college: Etablissement,
    campagne: Campagne | None,
    nombres: dict[int, tuple[int, int, int]],
    agents: int,
) -> Suivi:
    dossiers, transmis, valides = nombres.get(campagne.pk, (0, 0, 0)) if campagne else (0, 0, 0)
    return Suivi(
        etablissement=college,
        etat=etat(campagne, dossiers),
        rentree=campagne.rentree if campagne else None,
        agents=agents,
        dossiers=dossiers,
        transmis=transmis,
        valides=valides,
    )


def _nombres(campagnes: Iterable[Campagne]) -> dict[int, tuple[int, int, int]]:
    lignes = (
        Dossier.objects.presents()
        .filter(campagne__in=list(campagnes))
        .order_by()
        .values("campagne")
        .annotate(
            tous=Count("pk"),
            transmis=Count("pk", filter=Q(etat__in=[EtatDossier.TRANSMIS, EtatDossier.VALIDE])),
            valides=Count("pk", filter=Q(etat=EtatDossier.VALIDE)),
        )
    )
    return {
        ligne["campagne"]: (ligne["tous"], ligne["transmis"], ligne["valides"]) for ligne in lignes
    }
