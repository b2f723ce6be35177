"""Dire qu'un réglage est gardé, et quand les familles le verront : on prépare avant d'ouvrir."""

from django.contrib import messages

from dossiersco.campagnes.models import Campagne
from dossiersco.espace_agent.acces import RequeteAgent


def dire_enregistre(request: RequeteAgent, campagne: Campagne | None) -> None:
    messages.success(request, f"Enregistré.{_quand(campagne)}")


def _quand(campagne: Campagne | None) -> str:
    if campagne and campagne.est_ouverte:
        return " Les familles le voient dès maintenant."
    if campagne is None or campagne.ouverte_le is None or campagne.s_ouvrira:
        return " Les familles le verront à l’ouverture de la campagne."
    return ""
