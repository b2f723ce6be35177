"""Où en est la campagne : ce qui avance, ce qui bloque, ce qu'en disent les familles."""

from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from dossiersco.dossiers.etats import LIBELLES, Etat
from dossiersco.espace_agent.acces import RequeteAgent, agent_peut, derniere_campagne
from dossiersco.espace_agent.page import page
from dossiersco.etablissements.droits import Geste
from dossiersco.statistiques import courbe
from dossiersco.statistiques.indicateurs import Tableau
from dossiersco.statistiques.indicateurs import tableau as mesurer


@require_safe
@agent_peut(Geste.VOIR_TABLEAU)
def tableau(request: RequeteAgent) -> HttpResponse:
    campagne = derniere_campagne(request)
    if campagne is None:
        return page(request, "sans_campagne", {"titre": "Où en est la campagne"})
    mesures = mesurer(campagne)
    contexte = {
        "campagne": campagne,
        "tableau": mesures,
        "etats": [LIBELLES[etat] for etat, _ in mesures.etats],
        "valides": mesures.nombre(Etat.VALIDE),
        "a_traiter": mesures.nombre(Etat.TRANSMIS),
        "a_corriger": mesures.nombre(Etat.A_CORRIGER),
        "pour_cent": _pour_cent(mesures.nombre(Etat.VALIDE), mesures.total),
        "sans_nouveaute": _part(mesures.part_sans_nouveaute),
        "cadre": {"largeur": courbe.LARGEUR, "hauteur": courbe.HAUTEUR},
        "mots": _mots(mesures),
    }
    return page(request, "tableau", contexte)


def _pour_cent(part: int, total: int) -> int:
    return round(100 * part / total) if total else 0


def _part(part: float | None) -> int | None:
    return None if part is None else round(100 * part)


def _mots(mesures: Tableau) -> list[dict[str, Any]]:
    """La longueur d'une barre, de 0 à 100, suit le nombre de familles qui emploient le mot."""
    plus_dit = max((nombre for _, nombre in mesures.opinion.mots), default=1)
    return [
        {"mot": mot, "nombre": nombre, "longueur": round(100 * nombre / plus_dit)}
        for mot, nombre in mesures.opinion.mots
    ]
