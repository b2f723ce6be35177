"""Où se rangent les fichiers produits pour SIECLE : hors de tout dossier servi."""

from typing import Any

from django.core.files.storage import storages
from django.core.files.storage.base import Storage


def stockage() -> Storage:
    return storages["retours"]


def chemin(retour: Any, nom: str) -> str:
    """Un dossier par envoi : SIECLE refuse un zip renommé, deux envois ne se gênent donc jamais."""
    return f"{retour.campagne_id}/{retour.num_envoi}/{nom}"
