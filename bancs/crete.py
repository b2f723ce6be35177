"""`python -m bancs.crete GESTE …` : un geste seul dans son processus ; sa durée, sa mémoire.

Écrit un objet JSON : `processeur` et `ecoulee` en secondes, `depart` et `crete` en octets.
"""

import json
import sys
from importlib import import_module
from pathlib import Path

import django

from bancs.mesure import chronometrer

ETAT = Path("/proc/self/status")
# Le module qui le porte, et sa fonction : elle prépare, et rend ce qu'il faut mesurer.
GESTES = {
    "importer": ("bancs.college", "un_import"),
    "remplir": ("bancs.tableur", "un_remplissage"),
    "extraire": ("bancs.tableur", "une_extraction"),
}


def principale(geste: str, *arguments: str) -> None:
    django.setup()
    # Après setup() seulement : ces modules importent les modèles.
    module, fonction = GESTES[geste]
    mesure = getattr(import_module(module), fonction)(*arguments)
    depart = _memoire("VmHWM")
    duree = chronometrer(mesure)
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
    principale(*sys.argv[1:])
