"""La liste des élèves en tableur : la mémoire ne doit pas suivre leur nombre.

Chaque taille a sa base ; ce qui la remplit est un autre processus, et ne pèse pas sur la crête.
"""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

from django.utils import timezone

from bancs import foule
from bancs.mesure import Mesure
from bancs.terrain import jetable
from dossiersco.demonstration.actions import agent_de_demonstration
from dossiersco.echanges.actions import creer_college
from dossiersco.etablissements.models import Agent
from dossiersco.listes.models import Extraction
from dossiersco.listes.production import produire

PETIT, GRAND = 2_000, 20_000
MEGA = 1024 * 1024
# Plate : dix fois plus d'élèves, et pas un dixième de mémoire en plus.
PLATE = 1.1
UAI, ANNEE = "0590181B", 2026


def mesures() -> Iterator[Mesure]:
    petit, grand = _extraire(PETIT), _extraire(GRAND)
    yield Mesure(f"XLSX de {GRAND} élèves, temps processeur", grand["processeur"], "s")
    yield Mesure("— mémoire avant de commencer", grand["depart"] / MEGA, "Mo")
    yield Mesure("— mémoire de crête", grand["crete"] / MEGA, "Mo")
    yield Mesure(
        f"— crête, rapportée à celle de {PETIT} élèves",
        grand["crete"] / petit["crete"],
        "fois",
        PLATE,
    )


def _extraire(eleves: int) -> dict[str, Any]:
    with jetable() as environnement:

        def lancer(*arguments: str) -> str:
            commande = [sys.executable, "-m", *arguments]
            resultat = subprocess.run(
                commande, env=environnement, check=True, stdout=subprocess.PIPE, text=True
            )
            return resultat.stdout

        lancer("django", "migrate", "--verbosity", "0")
        lancer("bancs.crete", "remplir", str(eleves))
        rapport: dict[str, Any] = json.loads(lancer("bancs.crete", "extraire"))
    return rapport


def un_remplissage(eleves: str) -> Callable[[], None]:
    campagne = creer_college(UAI, ANNEE).campagnes.get()
    agent = agent_de_demonstration(campagne)
    return lambda: foule.remplir(campagne, agent, int(eleves))


def une_extraction() -> Callable[[], None]:
    agent = Agent.objects.get()
    extraction = Extraction.objects.create(
        campagne=agent.etablissement.campagnes.get(annee=ANNEE),
        par_agent=agent,
        sorte="eleves",
        format="xlsx",
        expire_le=timezone.now() + timedelta(days=1),
    )
    return lambda: produire(extraction)
