"""Lecture des variables d'environnement : une valeur illisible arrête tout, avec une phrase."""

import json
import os
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured


def texte(nom: str, defaut: str) -> str:
    return os.environ.get(nom, defaut)


def booleen(nom: str, *, defaut: bool) -> bool:
    valeur = os.environ.get(nom, "oui" if defaut else "non")
    if valeur not in {"oui", "non"}:
        raise ImproperlyConfigured(f"{nom} vaut « {valeur} » : écrire « oui » ou « non ».")
    return valeur == "oui"


def entier(nom: str, defaut: int) -> int:
    valeur = os.environ.get(nom, str(defaut))
    if not valeur.isdecimal():
        raise ImproperlyConfigured(f"{nom} vaut « {valeur} » : écrire un nombre entier.")
    return int(valeur)


def liste(nom: str, defaut: str) -> list[str]:
    return [mot for mot in os.environ.get(nom, defaut).split(",") if mot]


def origine(adresse: str) -> list[str]:
    """L'origine d'une adresse en https, pour la politique de sécurité ; [] si elle est vide."""
    if not adresse:
        return []
    lue = urlsplit(adresse)
    if lue.scheme != "https" or not lue.netloc:
        raise ImproperlyConfigured(f"« {adresse} » : écrire une adresse en https.")
    return [f"https://{lue.netloc}"]


def adresse(nom: str, *, chiffree: bool) -> str:
    """Une adresse entière, ou "" ; `chiffree` : en https seulement."""
    valeur = os.environ.get(nom, "")
    lue = urlsplit(valeur)
    if valeur and not (lue.netloc and lue.scheme in ({"https"} if chiffree else {"http", "https"})):
        raise ImproperlyConfigured(f"{nom} vaut « {valeur} » : écrire une adresse en https.")
    return valeur


def objet(nom: str) -> dict[str, Any]:
    """Un objet JSON, comme {"from": "COLLEGE"}."""
    try:
        lu = json.loads(os.environ.get(nom, "{}"))
    except ValueError:
        lu = None
    if not isinstance(lu, dict):
        raise ImproperlyConfigured(f'{nom} : écrire un objet JSON, comme {{"from": "COLLEGE"}}.')
    return lu


def secret(nom: str) -> str | None:
    """Le secret lui-même, ou le contenu du fichier que nomme `<nom>_FILE`."""
    fichier = os.environ.get(f"{nom}_FILE")
    if fichier is None:
        return os.environ.get(nom)
    try:
        return Path(fichier).read_text(encoding="utf-8").strip()
    except OSError as erreur:
        raise ImproperlyConfigured(f"{nom}_FILE : {fichier} ne se lit pas.") from erreur
