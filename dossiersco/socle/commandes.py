"""La base des commandes : une phrase sur la sortie d'erreur, un statut, rien à moitié.

Statuts : 0 fait ; 1 refusé, rien n'est écrit ; 2 mauvais usage (celui d'argparse).
"""

import json
import sys
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any, ClassVar

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser
from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor


class Refus(Exception):
    """Ce qui arrête n'importe quelle commande, avant toute écriture ; le message est une phrase."""


def preparer_la_base() -> None:
    """Une base toute neuve reçoit ses tables ; une base ancienne attend qu'on le décide."""
    try:
        connection.ensure_connection()
    except OperationalError as erreur:
        raise Refus("La base de données ne répond pas : vérifiez DATABASE_URL.") from erreur
    en_attente = MigrationExecutor(connection)
    plan = en_attente.migration_plan(en_attente.loader.graph.leaf_nodes())
    if not plan:
        return
    if connection.introspection.table_names():
        raise Refus("La base n’est pas à jour : lancez d’abord « dossiersco migrate ».")
    call_command("migrate", verbosity=0, interactive=False, skip_checks=True)


def dossier_de_sortie(chemin: Path) -> Path:
    """Crée le dossier au besoin, et vérifie qu'on peut y écrire avant de travailler."""
    try:
        chemin.mkdir(parents=True, exist_ok=True)
        with TemporaryFile(dir=chemin):
            return chemin
    except OSError as erreur:
        raise Refus(
            f"Impossible d’écrire dans {chemin} : donnez un autre dossier à --sortie."
        ) from erreur


class Commande(BaseCommand):
    """`executer` rend le rapport (pour `--json`) ; `raconter` l'écrit pour un humain."""

    # Les exceptions dont le message est une phrase à montrer.
    refus: ClassVar[tuple[type[Exception], ...]] = ()
    # Faux pour une commande qui ne lit qu'un fichier.
    avec_base: ClassVar[bool] = True
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

    def statut(self, rapport: dict[str, Any]) -> int:
        """1 quand le rapport, une fois dit, doit arrêter celui qui a lancé la commande."""
        return 0

    def handle(self, *_: Any, **options: Any) -> None:
        refus: tuple[type[Exception], ...] = (Refus, *self.refus)
        try:
            if self.avec_base:
                preparer_la_base()
            rapport = self.executer(options)
        except refus as erreur:
            self.stderr.write(str(erreur), style_func=str)
            sys.exit(1)
        if options["json"]:
            self.stdout.write(json.dumps(rapport, ensure_ascii=False, indent=2))
        else:
            self.raconter(rapport)
        if statut := self.statut(rapport):
            sys.exit(statut)

    def suivre(self, quoi: str, combien: int) -> None:
        """La progression, sur un terminal seulement."""
        if self.stderr.isatty():
            self.stderr.write(f"\r{quoi} : {combien}", ending="", style_func=str)
            self.stderr.flush()
