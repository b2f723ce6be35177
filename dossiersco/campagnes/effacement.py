"""Effacer ce que plus rien ne demande de garder : d'abord un essai, puis pour de bon."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from dossiersco.campagnes.conservation import (
    CONSERVATION,
    Comptes,
    Depuis,
    Sorte,
    de_la_campagne,
    du_college,
    du_service,
)
from dossiersco.campagnes.models import Campagne, Effacement
from dossiersco.campagnes.orphelins import effacer_les_orphelins
from dossiersco.etablissements.models import Etablissement

PLAFOND = 10_000
# Les mots des comptes qui disent combien de dossiers partent : le plafond les additionne.
NON_COMMENCES, DOSSIERS = "dossiers jamais commencés", "dossiers"


class TropAEffacer(Exception):
    """Plus de dossiers partiraient que le plafond : une date fausse en est la cause probable."""

    def __init__(self, plafond: int) -> None:
        super().__init__(
            f"Plus de {plafond} dossiers seraient effacés : rien ne l’est. Vérifiez le dernier "
            "jour des campagnes ; si tout est juste, relancez avec un --plafond plus haut."
        )


@dataclass
class _Compteur:
    """Les dossiers effacés jusqu'ici. Sans plafond : l'essai l'a déjà vérifié."""

    plafond: int | None
    dossiers: int = 0

    def compter(self, comptes: Comptes) -> None:
        self.dossiers += comptes.get(DOSSIERS, 0) + comptes.get(NON_COMMENCES, 0)
        if self.plafond is not None and self.dossiers > self.plafond:
            raise TropAEffacer(self.plafond)


def essayer(le: datetime, *, plafond: int = PLAFOND) -> list[Effacement]:
    """Efface tout, compte, et remet tout : ce que `effacer` ferait, exactement. N'écrit rien.

    Lève `TropAEffacer`.
    """
    with transaction.atomic():
        faits = list(_tout(le, _Compteur(plafond)))
        transaction.set_rollback(True)
    return faits


def effacer(le: datetime, *, plafond: int = PLAFOND) -> list[Effacement]:
    """Une transaction par campagne. Lève `TropAEffacer` avant d'avoir rien effacé."""
    essayer(le, plafond=plafond)
    return list(_tout(le, _Compteur(None)))


def _tout(le: datetime, compteur: _Compteur) -> Iterator[Effacement]:
    # Les fichiers perdus d'abord : ceux que les lignes d'après vont libérer n'en sont pas encore.
    yield from _noter({"fichiers sans ligne": effacer_les_orphelins(le)}, le=le)
    # Puis ce qui a sa propre date : un dossier qui part emporterait ces lignes sans leurs fichiers.
    yield from _effacer_du_service(le)
    finies = _finies(le)
    for campagne in finies:
        yield from _effacer_la_campagne(campagne, le, compteur)
    for college in {campagne.etablissement: None for campagne in finies}:
        yield from _effacer_du_college(college, le)


def _finies(le: datetime) -> list[Campagne]:
    """Sans dernier jour, une campagne n'est jamais finie."""
    datees = Campagne.objects.filter(
        etablissement__in=Etablissement.objects.vrais(), ferme_le__lte=le.date()
    )
    siennes = datees.select_related("etablissement").order_by("etablissement__uai", "annee")
    return [campagne for campagne in siennes if _echues(campagne, le)]


def _echues(campagne: Campagne, le: datetime) -> set[Sorte]:
    """Ce qui, de cette campagne, a passé son terme."""
    if campagne.ferme_le is None:
        return set()
    fin = campagne.fin_du_dernier_jour(campagne.ferme_le)
    return {
        sorte
        for sorte, regle in CONSERVATION.items()
        if regle.depuis is Depuis.FIN and regle.fin(fin) < le
    }


@transaction.atomic
def _effacer_la_campagne(campagne: Campagne, le: datetime, compteur: _Compteur) -> list[Effacement]:
    college = _verrouiller(campagne.etablissement)
    # Relue sous son verrou : le collège a pu repousser son dernier jour.
    campagne = Campagne.objects.select_for_update(no_key=True).get(pk=campagne.pk)
    campagne.etablissement = college
    echues = _echues(campagne, le)
    comptes = _additionner(
        fonction(campagne) for sorte, fonction in de_la_campagne if sorte in echues
    )
    compteur.compter(comptes)
    return _noter(comptes, le=le, college=college, campagne=campagne)


@transaction.atomic
def _effacer_du_college(college: Etablissement, le: datetime) -> list[Effacement]:
    college = _verrouiller(college)
    comptes = _additionner(fonction(college) for _, fonction in du_college)
    return _noter(comptes, le=le, college=college)


@transaction.atomic
def _effacer_du_service(le: datetime) -> list[Effacement]:
    comptes = _additionner(
        fonction(CONSERVATION[sorte].avant(le)) for sorte, fonction in du_service
    )
    return _noter(comptes, le=le)


def _verrouiller(college: Etablissement) -> Etablissement:
    """Comme un import : il ne crée pas d'élève pendant qu'on cherche ceux que rien ne cite."""
    return Etablissement.objects.select_for_update(no_key=True).get(pk=college.pk)


def _additionner(comptes: Iterable[Comptes]) -> Comptes:
    total: Counter[str] = Counter()
    for compte in comptes:
        total.update(compte)
    return {quoi: nombre for quoi, nombre in total.items() if nombre}


def _noter(
    comptes: Comptes,
    *,
    le: datetime,
    college: Etablissement | None = None,
    campagne: Campagne | None = None,
) -> list[Effacement]:
    """Rien d'effacé, rien d'écrit : lancer deux fois n'allonge pas le journal."""
    comptes = _additionner([comptes])
    if not comptes:
        return []
    dernier_jour: date | None = campagne.ferme_le if campagne else None
    return [
        Effacement.objects.create(
            le=le,
            uai=college.uai if college else "",
            annee=campagne.annee if campagne else None,
            dernier_jour=dernier_jour,
            comptes=comptes,
        )
    ]
