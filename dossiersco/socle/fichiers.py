"""Effacer un fichier sans jamais le perdre pour rien."""

from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import FileField, QuerySet
from django.db.models.fields.files import FieldFile


def effacer_ensuite(*fichiers: FieldFile) -> None:
    """Une fois la transaction validée : un refus laisse le fichier où il est.

    Un disque qui refuse n'arrête pas les suivants : il reste un fichier que plus rien ne cite.
    """
    for fichier in fichiers:
        effacer = partial(fichier.storage.delete, str(fichier.name))
        transaction.on_commit(effacer, robust=True)


def effacer_avec_leurs_fichiers(lignes: QuerySet[Any, Any]) -> int:
    """Rend le nombre de lignes, sans ce qui s'efface avec elles."""
    colonnes = [c.name for c in lignes.model._meta.concrete_fields if isinstance(c, FileField)]
    for ligne in lignes.only(*colonnes).iterator():
        effacer_ensuite(*filter(None, (getattr(ligne, colonne) for colonne in colonnes)))
    _, par_modele = lignes.delete()
    return par_modele.get(lignes.model._meta.label, 0)
