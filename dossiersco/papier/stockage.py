"""Où se rangent les tirages : hors de tout dossier servi, car ils portent des codes en clair."""

import uuid
from typing import Any

from django.core.files.storage import storages
from django.core.files.storage.base import Storage


def stockage() -> Storage:
    return storages["papier"]


def chemin(tirage: Any, _nom: str) -> str:
    """Tiré au hasard : le nom que lira l'agent est calculé au téléchargement."""
    return f"{tirage.campagne_id}/{uuid.uuid4().hex}"
