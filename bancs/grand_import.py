"""Un très grand import, puis le même : la mémoire ne doit pas suivre le nombre d'élèves.

Chaque taille a son processus, sa base et ses fichiers ; ni la fabrique ni les migrations ne pèsent
sur la crête mesurée.
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

from bancs.college import ANNEE, UAI
from bancs.mesure import Mesure
from bancs.terrain import jetable

# Pas plus : au-delà, les adultes dépassent 99 999, et le fichier des élèves 200 Mo. SIECLE ne
# numérote pas au-delà, nous ne lisons pas au-delà.
PETIT, GRAND = 10_000, 60_000
MEGA = 1024 * 1024
CRETE_MAX = 150
CROISSANCE_MAX = 1.2
Rapport = dict[str, Any]


def mesures() -> Iterator[Mesure]:
    petits, grands = _importer(PETIT), _importer(GRAND)
    for nom, petit, grand in zip(("Import", "Le même import"), petits, grands, strict=True):
        yield from _comparer(nom, petit, grand)


def _comparer(nom: str, petit: Rapport, grand: Rapport) -> Iterator[Mesure]:
    yield Mesure(f"{nom} de {GRAND} élèves, temps processeur", grand["processeur"], "s")
    yield Mesure("— temps écoulé", grand["ecoulee"], "s")
    yield Mesure("— mémoire avant de commencer", grand["depart"] / MEGA, "Mo")
    yield Mesure("— mémoire de crête", grand["crete"] / MEGA, "Mo", CRETE_MAX)
    yield Mesure(f"— crête d'un import de {PETIT} élèves", petit["crete"] / MEGA, "Mo", CRETE_MAX)
    rapport = grand["crete"] / petit["crete"]
    yield Mesure("— de l'une à l'autre", rapport, "×", CROISSANCE_MAX)
    yield Mesure(
        f"— temps par élève, {GRAND} élèves contre {PETIT}",
        grand["processeur"] / GRAND / (petit["processeur"] / PETIT),
        "×",
    )


def _importer(eleves: int) -> list[Rapport]:
    """Deux fois les mêmes fichiers, chacune dans son processus."""
    with jetable() as environnement:

        def lancer(*arguments: str) -> str:
            commande = [sys.executable, "-m", *arguments]
            resultat = subprocess.run(
                commande, env=environnement, check=True, stdout=subprocess.PIPE, text=True
            )
            return resultat.stdout

        dossier = f"{environnement['DOSSIERSCO_VAR']}/exports"
        lancer(
            *("django", "fabriquer_college", "--uai", UAI, "--annee", str(ANNEE)),
            *("--eleves", str(eleves), "--sortie", dossier),
        )
        lancer("django", "migrate", "--verbosity", "0")
        return [json.loads(lancer("bancs.crete", "importer", dossier)) for _ in range(2)]
