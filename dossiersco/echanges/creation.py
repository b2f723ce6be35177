"""Écrire beaucoup de lignes neuves : COPY sur PostgreSQL, `bulk_create` ailleurs.

Sur PostgreSQL, `bulk_create` fait de chaque colonne un tableau, que psycopg échappe en Python :
c'était la moitié du temps d'un import.
"""

import json
from collections.abc import Callable, Sequence
from functools import cache
from operator import attrgetter
from typing import Any, TypeVar

from django.db import connection, models, transaction
from psycopg import sql

from dossiersco.echanges.lots import TAILLE_LOT

M = TypeVar("M", bound=models.Model)
Lire = Callable[[models.Model], Any]

_en_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def creer(modele: type[M], objets: Sequence[M]) -> None:
    """Écrit ces objets, d'un modèle à clé numérique, et donne la sienne à qui n'en a pas."""
    if connection.vendor != "postgresql":
        modele._base_manager.bulk_create(objets, batch_size=TAILLE_LOT)
    elif objets:
        _copier(modele, objets)


def _copier(modele: type[models.Model], objets: Sequence[models.Model]) -> None:
    noms, lectures = zip(*_colonnes(modele), strict=True)
    ordre = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(modele._meta.db_table), sql.SQL(", ").join(map(sql.Identifier, noms))
    )
    with transaction.atomic(savepoint=False), connection.cursor() as curseur:
        _donner_leur_cle(curseur, modele, objets)
        # Avant d'ouvrir la copie : une lecture qu'une colonne calculée demanderait l'attendrait.
        lignes = [[lire(objet) for lire in lectures] for objet in objets]
        with connection.wrap_database_errors, curseur.copy(ordre) as copie:
            for ligne in lignes:
                copie.write_row(ligne)
    for objet in objets:
        objet._state.adding, objet._state.db = False, connection.alias


def _donner_leur_cle(
    curseur: Any, modele: type[models.Model], objets: Sequence[models.Model]
) -> None:
    """Prises d'avance à la suite de la table : COPY ne rend pas celles qu'il donnerait."""
    sans_cle = [objet for objet in objets if objet.pk is None]
    curseur.execute(
        "SELECT nextval(%s::regclass) FROM generate_series(1, %s)",
        [_suite(modele._meta.db_table), len(sans_cle)],
    )
    for objet, (cle,) in zip(sans_cle, curseur.fetchall(), strict=True):
        objet.pk = cle


@cache
def _suite(table: str) -> str:
    """Cherchée à chaque clé, elle coûterait dix fois la clé."""
    with connection.cursor() as curseur:
        curseur.execute("SELECT pg_get_serial_sequence(%s, 'id')", [table])
        (nom,) = curseur.fetchone()
    return str(nom)


@cache
def _colonnes(modele: type[models.Model]) -> tuple[tuple[str, Lire], ...]:
    """Chaque colonne, et ce qu'un objet y écrit ; psycopg sait rendre le reste en texte."""
    return tuple((str(champ.column), _lecture(champ)) for champ in modele._meta.concrete_fields)


def _lecture(champ: "models.Field[Any, Any]") -> Lire:
    if isinstance(champ, models.JSONField):
        return lambda objet: _en_json(getattr(objet, champ.attname))
    if type(champ).pre_save is not models.Field.pre_save:
        # Une colonne qui se calcule : ce qui se cherche, l'heure qu'il est.
        return lambda objet: champ.pre_save(objet, add=True)
    return attrgetter(champ.attname)
