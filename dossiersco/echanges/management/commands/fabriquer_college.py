"""Fabrique un collège fictif, écrit comme SIECLE l'exporterait."""

from pathlib import Path
from typing import Any, ClassVar

from django.core.management.base import CommandParser

from dossiersco.etablissements import uai
from dossiersco.siecle.fabrique import ecrire, fabriquer
from dossiersco.socle.commandes import Commande, dossier_de_sortie

ANNEES = range(2000, 2100)


class FabriqueRefusee(Exception):
    """Les arguments ne décrivent pas un collège possible."""


class Command(Commande):
    help = "Fabrique un collège fictif : cinq zip d’exports SIECLE."
    refus: ClassVar[tuple[type[Exception], ...]] = (FabriqueRefusee,)

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
                f"« {code} » n’est pas un UAI : sept chiffres et leur lettre-clé."
            )
        if options["eleves"] < 1:
            raise FabriqueRefusee("Un collège a au moins un élève.")
        if options["annee"] not in ANNEES:
            raise FabriqueRefusee(f"L’année va de {ANNEES[0]} à {ANNEES[-1]}.")
        sortie = dossier_de_sortie(options["sortie"])
        college = fabriquer(
            uai=code,
            annee=options["annee"],
            eleves=options["eleves"],
            graine=options["graine"],
        )
        chemins = ecrire(college, sortie)
        return {"uai": code, "eleves": options["eleves"], "fichiers": [str(c) for c in chemins]}

    def raconter(self, rapport: dict[str, Any]) -> None:
        for fichier in rapport["fichiers"]:
            self.stdout.write(fichier)
