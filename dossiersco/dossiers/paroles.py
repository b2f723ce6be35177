"""Qui a dit quoi d'un élève : la dernière réponse de chacun, tant que le collège n'a pas décidé."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from dossiersco.dossiers.champs import PAR_NOM, Cible, canonique
from dossiersco.dossiers.journal import Ligne, encore_vraies


@dataclass(frozen=True)
class Parole:
    """`valeur` : une valeur de colonne."""

    personne: int
    valeur: Any
    le: datetime


def lignes_dites(traces: Iterable[Any], eleve: int) -> list[Ligne]:
    """Les traces viennent d'`examen.traces_visibles`, qui n'a chargé que ce qui se montre."""
    return [
        Ligne(
            clef=(Cible.ELEVE, eleve, trace.champ),
            geste=trace.geste,
            avant=trace.dit_avant,
            apres=trace.dit,
            le=trace.le,
            personne=trace.par_personne_id,
            agent=trace.par_agent_id,
        )
        for trace in traces
        if trace.eleve_id == eleve and not PAR_NOM[Cible.ELEVE][trace.champ].confidentiel
    ]


def paroles(lignes: Iterable[Ligne]) -> dict[str, list[Parole]]:
    """{champ: les réponses, la plus ancienne d'abord}. Un geste du collège les clôt."""
    par_champ: dict[str, dict[int, Parole]] = {}
    for ligne in encore_vraies(lignes):
        nom = ligne.clef[2]
        if ligne.personne is None:
            par_champ.pop(nom, None)
        elif ligne.geste == "modifier":
            valeur = PAR_NOM[Cible.ELEVE][nom].lire(ligne.apres)
            dites = par_champ.setdefault(nom, {})
            dites.pop(ligne.personne, None)
            dites[ligne.personne] = Parole(ligne.personne, valeur, ligne.le)
    return {nom: list(dites.values()) for nom, dites in par_champ.items() if dites}


def en_desaccord(nom: str, dites: Iterable[Parole]) -> bool:
    champ = PAR_NOM[Cible.ELEVE][nom]
    return len({canonique(champ, parole.valeur) for parole in dites}) > 1
