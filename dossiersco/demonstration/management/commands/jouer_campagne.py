"""Joue une campagne sans navigateur, par les mêmes gestes que les écrans."""

from typing import Any, ClassVar

from django.core.management.base import CommandParser

from dossiersco.campagnes.models import Campagne
from dossiersco.demonstration.actions import PartieImpossible, jouer
from dossiersco.socle.commandes import Commande


class Command(Commande):
    help = "Fait répondre des familles fictives et décider le collège."
    refus: ClassVar[tuple[type[Exception], ...]] = (PartieImpossible,)

    def declarer(self, parser: CommandParser) -> None:
        parser.add_argument("--uai", required=True)
        parser.add_argument("--graine", type=int, default=1)
        parser.add_argument(
            "--sans-nouveaute",
            type=float,
            default=0.6,
            help="part des responsables qui confirment sans rien changer (0 à 1)",
        )
        parser.add_argument(
            "--sans-le-college",
            action="store_true",
            help="les familles répondent ; la file du collège reste pleine",
        )

    def executer(self, options: dict[str, Any]) -> dict[str, Any]:
        campagne = Campagne.objects.du_college(options["uai"]).first()
        if campagne is None:
            raise PartieImpossible(
                f"Le collège {options['uai']} n’a pas de campagne : importez d’abord."
            )
        if not 0 <= options["sans_nouveaute"] <= 1:
            raise PartieImpossible("--sans-nouveaute est une part : entre 0 et 1.")
        return jouer(
            campagne,
            graine=options["graine"],
            sans_nouveaute=options["sans_nouveaute"],
            college=not options["sans_le_college"],
            suivre=self.suivre,
        )

    def raconter(self, rapport: dict[str, Any]) -> None:
        for cle, valeur in rapport.items():
            if cle != "changements":
                self.stdout.write(f"{cle} : {valeur}")
