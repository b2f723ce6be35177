"""L'import d'un collège, puis le même une seconde fois, rapportés à leur plancher.

La fabrique donne 1,4 adulte par élève : mille élèves font les 1 400 responsables voulus, et trois
cents élèves de plus que les 700 de l'objectif.
"""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from django.db import connection

from bancs import college, plancher
from bancs.mesure import PASSAGES, Duree, Mesure, chronometrer, meilleure
from dossiersco.dossiers.models import Eleve, Personne, Responsable

ELEVES = 1000
# Un COPY ne passe pas par Django ; les clés qu'il faut d'abord lui réserver, si.
ECRITURE = re.compile(
    r"\s*(?:(?:INSERT INTO|UPDATE|DELETE FROM)\s+\"(?P<table>\w+)\"|SELECT nextval)"
)
# Chaque import laisse une ligne dans l'historique : c'est voulu.
HISTORIQUE = "echanges_import"


def mesures() -> Iterator[Mesure]:
    chemins = college.exports(ELEVES)
    imports, reimports, planchers = [], [], []
    for _ in range(PASSAGES):
        plancher.vider()
        imports.append(chronometrer(lambda: college.deposer(chemins)))
        reimports.append(chronometrer(lambda: college.deposer(chemins)))
        planchers.append(plancher.courir(chemins))
    decompte = f"{ELEVES} élèves, {Personne.objects.count()} adultes"
    sol = meilleure(planchers).processeur
    yield Mesure(
        f"Plancher : lire et écrire {decompte}, {Responsable.objects.count()} liens", sol, "s"
    )
    yield from _import(f"Import de {decompte}", meilleure(imports), sol, 5)
    yield from _import("Le même import, une seconde fois", meilleure(reimports), sol, 1.5)
    yield Mesure("— lignes écrites, hors l'historique", _ecritures(chemins), "écritures", 0)


def _import(nom: str, duree: Duree, sol: float, ratio: float) -> Iterator[Mesure]:
    yield Mesure(f"{nom}, temps processeur", duree.processeur, "s", 1)
    # Sans borne : il dépend de ce que la machine fait d'autre.
    yield Mesure("— temps écoulé", duree.ecoulee, "s")
    yield Mesure("— rapporté au plancher", duree.processeur / sol, "×", ratio)


def _ecritures(chemins: Sequence[Path]) -> int:
    """Le nombre d'ordres d'écriture d'un import qui n'apprend rien."""
    plancher.vider()
    college.deposer(chemins)
    assert Eleve.objects.count() == ELEVES
    vues: list[str] = []

    def compter(executer: Any, sql: str, *details: Any) -> Any:
        if (ordre := ECRITURE.match(sql)) and ordre["table"] != HISTORIQUE:
            vues.append(sql)
        return executer(sql, *details)

    with connection.execute_wrapper(compter):
        college.deposer(chemins)
    return len(vues)
