"""Un `IN` dont la liste entière est un seul paramètre.

D'un `IN` de cinq cents paramètres, le pilote relit et découpe la requête à chaque lot.
"""

import json
from collections.abc import Iterable
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import F, Lookup
from django.db.models.sql.compiler import SQLCompiler

DANS_SQLITE = "IN (SELECT value FROM json_each(%s))"


class Parmi(Lookup[bool]):
    """En filtre : `Parmi("id_siecle", lus)`."""

    prepare_rhs = False

    def __init__(self, champ: str, valeurs: Iterable[str | int]) -> None:
        super().__init__(F(champ), list(set(valeurs)))

    def as_sql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper
    ) -> tuple[str, tuple[Any, ...]]:
        gauche, parametres = self.process_lhs(compiler, connection)
        if connection.vendor == "postgresql":
            return f"{gauche} = ANY(%s)", (*parametres, self.rhs)
        valeurs = json.dumps(self.rhs)
        return f"{gauche} {DANS_SQLITE}", (*parametres, valeurs)
