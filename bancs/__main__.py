"""`python -m bancs [nom…]` : les bancs demandés (tous, sinon), l'un après l'autre.

DATABASE_URL=postgres://… choisit PostgreSQL, dans une base créée pour l'occasion puis supprimée.
"""

import argparse
import subprocess
import sys

from bancs.terrain import jetable

# À part : ce qui demande npm, ou plusieurs minutes.
A_LA_DEMANDE = ("phare", "file")
BANCS = (
    "machine",
    "imports",
    "grand_import",
    "famille",
    "navigateur",
    "agents",
    "liste",
    "tableur",
    "retour",
)
TOUS = (*BANCS, *A_LA_DEMANDE)


def principale() -> int:
    arguments = argparse.ArgumentParser(prog="python -m bancs", description=__doc__)
    arguments.add_argument(
        "bancs", nargs="*", metavar="nom", help=f"parmi : {', '.join((*BANCS, *A_LA_DEMANDE))}"
    )
    choisis = arguments.parse_args().bancs or BANCS
    if inconnus := sorted(set(choisis) - set(TOUS)):
        arguments.error(f"banc inconnu : {', '.join(inconnus)}")
    statuts = [_courir(nom) for nom in choisis]
    return max(statuts)


def _courir(nom: str) -> int:
    with jetable() as environnement:
        commande = [sys.executable, "-m", "bancs.course", nom]
        return subprocess.run(commande, env=environnement, check=False).returncode


if __name__ == "__main__":
    sys.exit(principale())
