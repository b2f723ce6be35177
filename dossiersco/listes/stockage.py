"""Où se rangent les listes produites : hors de tout dossier servi."""

import uuid
from typing import Any

from django.core.files.storage import storages
from django.core.files.storage.base import Storage


def stockage() -> Storage:
    return storages["listes"]


def chemin(extraction: Any, _nom: str) -> str:
    """Tiré au hasard : le nom que lira l'agent est calculé au téléchargement."""
    return f"{extraction.campagne_id}/{uuid.uuid4().hex}"
