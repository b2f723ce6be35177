"""Avancer par lots : la mémoire reste plate, et chaque lot s'écrit en deux requêtes."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

from django.db import models

T = TypeVar("T")
TAILLE_LOT = 500


def par_lots(elements: Iterable[T]) -> Iterator[list[T]]:
    source = iter(elements)
    while lot := list(islice(source, TAILLE_LOT)):
        yield lot


def trop_long(objet: models.Model) -> str | None:
    """Le nom de la première colonne trop étroite pour sa valeur : PostgreSQL la refuserait."""
    for champ in objet._meta.concrete_fields:
        valeur = getattr(objet, champ.attname)
        if champ.max_length and isinstance(valeur, str) and len(valeur) > champ.max_length:
            return str(champ.name)
    return None
