"""Où se rangent les documents reçus : hors de tout dossier servi."""

import errno
import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.core.files.storage.base import Storage

from dossiersco.dossiers.refus import GesteRefuse

_PLEIN = {errno.ENOSPC, errno.EDQUOT}


class DisquePlein(GesteRefuse):
    """Le service n'a plus de place. Rien n'est écrit à moitié."""

    def __init__(self) -> None:
        super().__init__(
            "Le service n’a plus de place pour ce fichier. Vos réponses et vos autres documents "
            "sont gardés : réessayez plus tard, ou apportez ce document au collège."
        )


def stockage() -> Storage:
    return storages["pieces"]


def chemin(piece: Any, _nom_donne: str) -> str:
    """Un nom tiré au hasard : celui de la famille ne touche jamais le disque."""
    return f"{piece.dossier_id}/{uuid.uuid4().hex}"


def ranger(piece: Any, contenu: bytes) -> None:
    """Écrit le fichier de la pièce, qui reste à enregistrer."""
    piece.fichier.name = ecrire(piece, contenu)


def ecrire(piece: Any, contenu: bytes) -> str:
    """Rend le nom du fichier, que rien ne cite encore."""
    nom = chemin(piece, "")
    depot = stockage()
    with _sans_reste(lambda: depot.delete(nom)):
        return depot.save(nom, ContentFile(contenu))


def en_cours(nom: str) -> Path:
    """Le fichier qui arrive par morceaux."""
    return Path(storages["envois"].path(nom))


def ajouter(nom: str, debut: int, morceau: bytes) -> None:
    """Écrit un morceau à sa place ; le récrire ne change rien."""
    cible = en_cours(nom)
    with _sans_reste(lambda: None):
        cible.parent.mkdir(parents=True, exist_ok=True)
        with open(os.open(cible, os.O_RDWR | os.O_CREAT, 0o600), "r+b") as fichier:
            fichier.seek(debut)
            fichier.write(morceau)


@contextmanager
def _sans_reste(effacer: Any) -> Iterator[None]:
    """Disque plein : efface ce qui est écrit à moitié, et le dit."""
    try:
        yield
    except OSError as erreur:
        effacer()
        if erreur.errno in _PLEIN:
            raise DisquePlein from erreur
        raise
