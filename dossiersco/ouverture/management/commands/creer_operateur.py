"""Donne à une personne l'espace de l'opérateur, ou le lui retire."""

from getpass import getpass
from typing import Any, ClassVar

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import CommandParser

from dossiersco.comptes.models import Compte
from dossiersco.etablissements.models import Agent
from dossiersco.socle.commandes import Commande


class OperateurRefuse(Exception):
    """Rien n'est changé ; le message dit pourquoi."""


class Command(Commande):
    help = "Crée un opérateur (le mot de passe est demandé), ou --retirer lui ferme la porte."
    refus: ClassVar[tuple[type[Exception], ...]] = (OperateurRefuse,)

    def declarer(self, parser: CommandParser) -> None:
        parser.add_argument("--mel", required=True)
        parser.add_argument("--retirer", action="store_true")

    def executer(self, options: dict[str, Any]) -> dict[str, Any]:
        mel = options["mel"].lower()
        compte = Compte.objects.filter(mel=mel).first()
        if options["retirer"]:
            _retirer(compte)
        else:
            _creer(compte or Compte(mel=mel))
        return {"mel": mel, "operateur": not options["retirer"]}

    def raconter(self, rapport: dict[str, Any]) -> None:
        quoi = "est opérateur" if rapport["operateur"] else "n’est plus opérateur"
        self.stdout.write(f"{rapport['mel']} {quoi}.")


def _creer(compte: Compte) -> None:
    if compte.pk and Agent.objects.filter(compte=compte).exists():
        raise OperateurRefuse("C’est l’adresse d’un agent : un opérateur en a une autre.")
    mot_de_passe = getpass("Mot de passe (15 caractères au moins) : ")
    try:
        validate_password(mot_de_passe, compte)
    except ValidationError as faux:
        raise OperateurRefuse(" ".join(faux.messages)) from faux
    compte.set_password(mot_de_passe)
    compte.est_operateur = True
    compte.save()


def _retirer(compte: Compte | None) -> None:
    if compte is None or not compte.est_operateur:
        raise OperateurRefuse("Cette adresse n’est pas celle d’un opérateur.")
    compte.est_operateur = False
    # Ferme aussi ses sessions : Django les lie au mot de passe.
    compte.set_unusable_password()
    compte.save()
