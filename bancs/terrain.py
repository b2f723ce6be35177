"""Un terrain jetable : une base et un dossier qui ne servent qu'à un banc."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

import psycopg
from psycopg import sql


@contextmanager
def jetable() -> Iterator[dict[str, str]]:
    """L'environnement d'un processus : DOSSIERSCO_VAR et DATABASE_URL n'y désignent que du neuf."""
    with TemporaryDirectory(prefix="dossiersco-bancs-") as var, _base(var) as url:
        yield {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "DOSSIERSCO_VAR": var,
            "DATABASE_URL": url,
            # Un agent y entre sans passer par la porte : il n'a pas de téléphone.
            "DOSSIERSCO_SECOND_FACTEUR": "non",
        }


@contextmanager
def _base(var: str) -> Iterator[str]:
    """Un fichier SQLite, ou une base neuve du serveur que désigne DATABASE_URL."""
    serveur = os.environ.get("DATABASE_URL", "")
    if not serveur.startswith("postgres"):
        yield f"sqlite:///{var}/bancs.sqlite3"
        return
    nom = f"bancs_{secrets.token_hex(4)}"
    _executer(serveur, "CREATE DATABASE {}", nom)
    try:
        yield urlsplit(serveur)._replace(path=f"/{nom}").geturl()
    finally:
        _executer(serveur, "DROP DATABASE {} WITH (FORCE)", nom)


def _executer(serveur: str, ordre: str, nom: str) -> None:
    with psycopg.connect(serveur, autocommit=True) as connexion:
        connexion.execute(sql.SQL(ordre).format(sql.Identifier(nom)))
