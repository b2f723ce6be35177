"""`python -m bancs.crete DOSSIER` : un import seul dans son processus ; sa durée, sa mémoire.

Écrit un objet JSON : `processeur` et `ecoulee` en secondes, `depart` et `crete` en octets.
"""

import json
import sys
from importlib import import_module
from pathlib import Path

import django

from bancs.mesure import chronometrer

ETAT = Path("/proc/self/status")


def principale(dossier: Path) -> None:
    django.setup()
    # Après setup() seulement : ce module importe les modèles.
    college = import_module("bancs.college")
    depart = _memoire("VmHWM")
    duree = chronometrer(lambda: college.deposer(sorted(dossier.iterdir())))
    rapport = {
        "processeur": duree.processeur,
        "ecoulee": duree.ecoulee,
        "depart": depart,
        "crete": _memoire("VmHWM"),
    }
    print(json.dumps(rapport))


def _memoire(nom: str) -> int:
    """En octets. VmHWM est la crête de ce programme-ci ; `ru_maxrss` hérite celle du parent."""
    for ligne in ETAT.read_text(encoding="ascii").splitlines():
        if ligne.startswith(f"{nom}:"):
            return int(ligne.split()[1]) * 1024
    raise LookupError(nom)


if __name__ == "__main__":
    principale(Path(sys.argv[1]))
