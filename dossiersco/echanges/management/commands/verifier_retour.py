"""Contrôle un fichier de retour vers SIECLE, quel que soit le logiciel qui l'a fait.

Statuts : 0, SIECLE le prendrait sans rien abîmer ; 1, il le refuserait ou abîmerait des fiches ;
2, mauvais usage.
"""

from argparse import ArgumentTypeError
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from dossiersco.siecle.controle_retour import Controle, controler
from dossiersco.siecle.fautes import Faute
from dossiersco.siecle.schema_import import Schema
from dossiersco.socle.commandes import Commande

GRAVITES = {"refus": "refus", "degat": "dégât", "avis": "avis"}


def fichier_lisible(texte: str) -> Path:
    chemin = Path(texte)
    if not chemin.is_file():
        raise ArgumentTypeError(f"{texte} n’est pas un fichier.")
    return chemin


class Command(Commande):
    help = "Contrôle un fichier IMPORT_ELEVES (xml ou zip), même d’un autre logiciel."
    avec_base = False

    def declarer(self, parser: CommandParser) -> None:
        parser.add_argument("fichier", type=fichier_lisible, metavar="FICHIER")
        parser.add_argument(
            "--schema",
            choices=[str(schema) for schema in Schema],
            help="à défaut, celui que dit le fichier",
        )

    def executer(self, options: dict[str, Any]) -> dict[str, Any]:
        chemin: Path = options["fichier"]
        schema = Schema(options["schema"]) if options["schema"] else None
        controle = controler(chemin.read_bytes(), chemin.name, schema)
        return {
            "fichier": chemin.name,
            "schema": str(controle.schema),
            "personnes": controle.personnes,
            "eleves": controle.eleves,
            "deposable": controle.deposable,
            "fautes": _fautes(controle),
        }

    def raconter(self, rapport: dict[str, Any]) -> None:
        for faute in rapport["fautes"]:
            lieu = f"ligne {faute['ligne']}, " if faute["ligne"] else ""
            ou = f"{lieu}{faute['chemin']}"
            self.stdout.write(f"{GRAVITES[faute['gravite']]} [{faute['regle']}] {ou}")
            self.stdout.write(f"    {faute['message']}")
        verdict = "peut être déposé" if rapport["deposable"] else "ne doit pas être déposé"
        self.stdout.write(
            f"{rapport['fichier']} (schéma {rapport['schema']}, {rapport['eleves']} élève(s), "
            f"{rapport['personnes']} personne(s)) {verdict}."
        )

    def statut(self, rapport: dict[str, Any]) -> int:
        return 0 if rapport["deposable"] else 1


def _fautes(controle: Controle) -> list[dict[str, Any]]:
    """Le plus grave d'abord, puis dans l'ordre du fichier."""
    return [
        _faute(gravite, faute)
        for gravite, fautes in (
            ("refus", controle.refus),
            ("degat", controle.degats),
            ("avis", controle.avis),
        )
        for faute in sorted(fautes, key=lambda faute: (faute.ligne or 0, faute.chemin))
    ]


def _faute(gravite: str, faute: Faute) -> dict[str, Any]:
    return {
        "gravite": gravite,
        "regle": str(faute.regle),
        "element": faute.balise,
        "chemin": faute.chemin,
        "ligne": faute.ligne,
        "message": faute.message,
    }
