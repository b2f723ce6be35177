"""Effacer un fichier sans jamais le perdre pour rien."""

from functools import partial

from django.db import transaction
from django.db.models.fields.files import FieldFile


def effacer_ensuite(*fichiers: FieldFile) -> None:
    """Une fois la transaction validée : un refus laisse le fichier où il est.

    Un disque qui refuse n'arrête pas les suivants : il reste un fichier que plus rien ne cite.
    """
    for fichier in fichiers:
        effacer = partial(fichier.storage.delete, str(fichier.name))
        transaction.on_commit(effacer, robust=True)
