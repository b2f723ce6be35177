"""La base des commandes : une phrase sur la sortie d'erreur, un statut, rien à moitié.

Statuts : 0 fait ; 1 refusé, rien n'est écrit ; 2 mauvais usage (celui d'argparse).
"""

import json
import sys
from typing import Any, ClassVar

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser
from django.db import connection
from django.db.migrations.executor import MigrationExecutor


class BasePasAJour(Exception):
    """Le code attend des tables que la base n'a pas encore."""


def preparer_la_base() -> None:
    """Une base toute neuve reçoit ses tables ; une base ancienne attend qu'on le décide."""
    en_attente = MigrationExecutor(connection)
    plan = en_attente.migration_plan(en_attente.loader.graph.leaf_nodes())
    if not plan:
        return
    if connection.introspection.table_names():
        raise BasePasAJour("La base n'est pas à jour : lancez d'abord « dossiersco migrate ».")
    call_command("migrate", verbosity=0, interactive=False, skip_checks=True)


class Commande(BaseCommand):
    """`executer` rend le rapport (pour `--json`) ; `raconter` l'écrit pour un humain."""

    # Les exceptions dont le message est une phrase à montrer.
    refus: ClassVar[tuple[type[Exception], ...]] = ()
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        self.declarer(parser)
        parser.add_argument("--json", action="store_true", help="un objet JSON sur la sortie")

    def declarer(self, parser: CommandParser) -> None:
        """Les arguments propres à la commande."""

    def executer(self, options: dict[str, Any]) -> dict[str, Any]:
        raise NotImplementedError

    def raconter(self, rapport: dict[str, Any]) -> None:
        raise NotImplementedError

    def handle(self, *_: Any, **options: Any) -> None:
        try:
            preparer_la_base()
            rapport = self.executer(options)
        except (BasePasAJour, *self.refus) as erreur:
            self.stderr.write(str(erreur), style_func=str)
            sys.exit(1)
        if options["json"]:
            self.stdout.write(json.dumps(rapport, ensure_ascii=False, indent=2))
        else:
            self.raconter(rapport)

    def suivre(self, quoi: str, combien: int) -> None:
        """La progression, sur un terminal seulement."""
        if self.stderr.isatty():
            self.stderr.write(f"\r{quoi} : {combien}", ending="", style_func=str)
            self.stderr.flush()
