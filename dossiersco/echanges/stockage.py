"""Où se rangent les fichiers produits pour SIECLE : hors de tout dossier servi."""

from typing import Any

from django.core.files.storage import storages
from django.core.files.storage.base import Storage


def stockage() -> Storage:
    return storages["retours"]


def chemin(retour: Any, nom: str) -> str:
    return f"{retour.campagne_id}/{nom}"
