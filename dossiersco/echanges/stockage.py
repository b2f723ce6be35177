"""Où se rangent les fichiers des échanges avec SIECLE : hors de tout dossier servi."""

import uuid
from typing import Any

from django.core.files.storage import storages
from django.core.files.storage.base import Storage


def stockage() -> Storage:
    return storages["retours"]


def chemin(retour: Any, nom: str) -> str:
    """Un dossier par envoi : SIECLE refuse un zip renommé, deux envois ne se gênent donc jamais."""
    return f"{retour.campagne_id}/{retour.num_envoi}/{nom}"


def stockage_des_imports() -> Storage:
    return storages["imports"]


def chemin_d_import(_import: Any, _nom_donne: str) -> str:
    """Un nom tiré au hasard : celui que l'agent a donné ne touche jamais le disque."""
    return uuid.uuid4().hex
