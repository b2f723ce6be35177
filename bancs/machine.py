"""Ce qui mesure : la machine, les versions. À lire avant les chiffres."""

import os
import platform
from collections.abc import Iterator
from pathlib import Path

import django
from django.db import connection

PROCESSEURS = Path("/proc/cpuinfo")


def mesures() -> Iterator[str]:
    version = ".".join(map(str, connection.get_database_version()))
    yield (
        f"{connection.display_name} {version}, Python {platform.python_version()}, "
        f"Django {django.__version__}, {os.cpu_count()} processeurs ({_modele()})"
    )


def _modele() -> str:
    for ligne in PROCESSEURS.read_text(encoding="utf-8").splitlines():
        if ligne.startswith("model name"):
            return ligne.partition(":")[2].strip()
    return platform.machine()
