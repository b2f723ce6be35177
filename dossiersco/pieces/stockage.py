"""Où se rangent les documents reçus : hors de tout dossier servi."""

import uuid
from typing import Any

from django.core.files.storage import storages
from django.core.files.storage.base import Storage


def stockage() -> Storage:
    return storages["pieces"]


def chemin(piece: Any, _nom_donne: str) -> str:
    """Un nom tiré au hasard : celui de la famille ne touche jamais le disque."""
    return f"{piece.dossier_id}/{uuid.uuid4().hex}"
