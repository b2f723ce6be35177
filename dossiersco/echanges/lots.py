"""Avancer par lots : la mémoire reste plate, et chaque lot s'écrit en deux requêtes."""

from collections.abc import Iterable, Iterator
from functools import cache
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
    for nom, longueur in _longueurs(type(objet)):
        valeur = getattr(objet, nom)
        if isinstance(valeur, str) and len(valeur) > longueur:
            return nom
    return None


@cache
def _longueurs(modele: type[models.Model]) -> tuple[tuple[str, int], ...]:
    return tuple(
        (champ.name, champ.max_length) for champ in modele._meta.concrete_fields if champ.max_length
    )
