"""Crée un agent, par exemple la première personne de la direction, et donne son lien."""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.management.base import CommandParser
from django.core.validators import validate_email
from django.db import transaction

from dossiersco.comptes import liens_agents
from dossiersco.equipe.actions import GesteRefuse, creer
from dossiersco.equipe.courriers import adresse_du_lien
from dossiersco.etablissements.droits import Role
from dossiersco.etablissements.models import Etablissement
from dossiersco.socle.commandes import Commande


class Command(Commande):
    help = "Crée un agent d’un collège et affiche son lien d’activation, qui vaut sept jours."
    refus: ClassVar[tuple[type[Exception], ...]] = (GesteRefuse,)

    def declarer(self, parser: CommandParser) -> None:
        parser.add_argument("--uai", required=True)
        parser.add_argument("--mel", required=True)
        parser.add_argument("--nom", required=True)
        parser.add_argument("--role", choices=list(Role), default=Role.DIRECTION)

    @transaction.atomic
    def executer(self, options: dict[str, Any]) -> dict[str, Any]:
        college = Etablissement.objects.filter(uai=options["uai"]).first()
        if college is None:
            raise GesteRefuse(
                f"Le collège {options['uai']} n’existe pas : "
                "créez-le d’abord avec « importer_siecle --creer »."
            )
        try:
            validate_email(options["mel"])
        except ValidationError as erreur:
            raise GesteRefuse(f"« {options['mel']} » n’est pas une adresse.") from erreur
        agent = creer(
            college, mel=options["mel"], nom=options["nom"], role=options["role"], par=None
        )
        jeton = liens_agents.creer(agent.compte, "activation")
        return {"agent": agent.nom, "lien": adresse_du_lien("activation", jeton)}

    def raconter(self, rapport: dict[str, Any]) -> None:
        self.stdout.write(f"{rapport['agent']} peut choisir son mot de passe, sept jours durant :")
        self.stdout.write(rapport["lien"])
