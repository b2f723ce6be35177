"""Efface ce qui a passé son terme. Sans --pour-de-bon, dit ce qui partirait et n'écrit rien.

Statuts : 0, fait ou essayé ; 1, plus de dossiers que le plafond, rien n'est effacé ; 2, mauvais
usage.
"""

from typing import Any, ClassVar

from django.core.management.base import CommandParser
from django.utils import timezone

from dossiersco.campagnes.effacement import PLAFOND, TropAEffacer, effacer, essayer
from dossiersco.campagnes.models import Effacement
from dossiersco.socle.commandes import Commande


class Command(Commande):
    help = "Efface les données qui ont passé leur terme ; sans --pour-de-bon, n’efface rien."
    refus: ClassVar[tuple[type[Exception], ...]] = (TropAEffacer,)

    def declarer(self, parser: CommandParser) -> None:
        parser.add_argument("--pour-de-bon", action="store_true", help="efface vraiment")
        parser.add_argument(
            "--plafond",
            type=int,
            default=PLAFOND,
            help="le nombre de dossiers au-delà duquel rien n’est effacé",
        )

    def executer(self, options: dict[str, Any]) -> dict[str, Any]:
        geste = effacer if options["pour_de_bon"] else essayer
        faits = geste(timezone.now(), plafond=options["plafond"])
        return {
            "pour_de_bon": options["pour_de_bon"],
            "effacements": [_en_json(fait) for fait in faits],
        }

    def raconter(self, rapport: dict[str, Any]) -> None:
        for fait in rapport["effacements"]:
            comptes = ", ".join(f"{nombre} {quoi}" for quoi, nombre in fait["comptes"].items())
            self.stdout.write(f"{_ou(fait)} : {comptes}")
        if not rapport["effacements"]:
            self.stdout.write("Rien n’a passé son terme.")
        elif not rapport["pour_de_bon"]:
            self.stdout.write("Essai : rien n’est effacé. Pour effacer : --pour-de-bon.")


def _ou(fait: dict[str, Any]) -> str:
    if not fait["uai"]:
        return "Tout le service"
    if fait["annee"] is None:
        return f"{fait['uai']}, élèves et responsables"
    return f"{fait['uai']}, campagne {fait['annee']} finie le {fait['dernier_jour']}"


def _en_json(fait: Effacement) -> dict[str, Any]:
    return {
        "le": fait.le.isoformat(),
        "uai": fait.uai,
        "annee": fait.annee,
        "dernier_jour": fait.dernier_jour.isoformat() if fait.dernier_jour else None,
        "comptes": fait.comptes,
    }
