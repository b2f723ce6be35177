"""Lire un fichier reçu dans un autre processus, aux moyens comptés : `feuille`, `mots_pdf`, et le
`dessinateur` des PDF des familles (`pieces`)."""

import signal
import subprocess
import sys
from collections.abc import Mapping
from types import ModuleType

from dossiersco.siecle.lus import FichierRefuse

# Un processus qui dépasse sa mémoire ou son temps meurt d'un signal.
MORTS = frozenset({-signal.SIGABRT, -signal.SIGKILL, -signal.SIGXCPU, -signal.SIGSEGV})


def lire(
    lecteur: ModuleType, octets: bytes, *, attente: float, refus: Mapping[int, str], sinon: str
) -> bytes:
    """Ce que rend `lecteur`, lancé sans rien hériter du projet (`-I`).

    `refus` : la phrase de chaque code de sortie, dont `lecteur.DEMESURE` ; `sinon` : des autres.
    """
    commande = [sys.executable, "-I", str(lecteur.__file__)]
    try:
        fait = subprocess.run(  # noqa: S603 (arguments à nous)
            commande, input=octets, capture_output=True, timeout=attente, check=False
        )
    except subprocess.TimeoutExpired:
        raise FichierRefuse(refus[lecteur.DEMESURE]) from None
    if fait.returncode == 0:
        return fait.stdout
    code = lecteur.DEMESURE if fait.returncode in MORTS else fait.returncode
    raise FichierRefuse(refus.get(code, sinon))
