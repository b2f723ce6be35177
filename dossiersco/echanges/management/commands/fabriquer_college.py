"""Fabrique un collège fictif, écrit comme SIECLE l'exporterait."""

from pathlib import Path
from typing import Any, ClassVar

from django.core.management.base import CommandParser

from dossiersco.etablissements import uai
from dossiersco.siecle.fabrique import ecrire, fabriquer
from dossiersco.socle.commandes import Commande


class FabriqueRefusee(Exception):
    """Les arguments ne décrivent pas un collège possible."""


class Command(Commande):
    help = "Fabrique un collège fictif : cinq zip d'exports SIECLE."
    refus: ClassVar[tuple[type[Exception], ...]] = (FabriqueRefusee, OSError)

    def declarer(self, parser: CommandParser) -> None:
        parser.add_argument("--uai", required=True)
        parser.add_argument("--annee", type=int, required=True)
        parser.add_argument("--eleves", type=int, default=600)
        parser.add_argument("--graine", type=int, default=1)
        parser.add_argument("--sortie", type=Path, required=True)

    def executer(self, options: dict[str, Any]) -> dict[str, Any]:
        code = options["uai"].upper()
        if not uai.est_valable(code):
            raise FabriqueRefusee(
                f"« {code} » n'est pas un UAI : sept chiffres et leur lettre-clé."
            )
        if options["eleves"] < 1:
            raise FabriqueRefusee("Un collège a au moins un élève.")
        college = fabriquer(
            uai=code,
            annee=options["annee"],
            eleves=options["eleves"],
            graine=options["graine"],
        )
        options["sortie"].mkdir(parents=True, exist_ok=True)
        chemins = ecrire(college, options["sortie"])
        return {"uai": code, "eleves": options["eleves"], "fichiers": [str(c) for c in chemins]}

    def raconter(self, rapport: dict[str, Any]) -> None:
        for fichier in rapport["fichiers"]:
            self.stdout.write(fichier)
