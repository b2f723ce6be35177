"""Inscrit un collège : envoie à sa direction le lien qui ouvre son espace."""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.management.base import CommandParser
from django.core.validators import validate_email

from dossiersco.etablissements import uai
from dossiersco.etablissements.actions import a_une_direction
from dossiersco.etablissements.models import Etablissement
from dossiersco.ouverture.inscription import inscrire_un_college
from dossiersco.socle.commandes import Commande


class CollegeRefuse(Exception):
    """Rien n'est créé, rien ne part ; le message dit quoi donner."""


class Command(Commande):
    help = "Crée un collège et envoie à sa direction le lien qui ouvre son espace (48 heures)."
    refus: ClassVar[tuple[type[Exception], ...]] = (CollegeRefuse,)

    def declarer(self, parser: CommandParser) -> None:
        parser.add_argument("--uai", required=True)
        parser.add_argument(
            "--mel-direction", default="", help="à défaut, l’adresse officielle du collège"
        )

    def executer(self, options: dict[str, Any]) -> dict[str, Any]:
        code, mel = options["uai"].upper(), options["mel_direction"]
        _verifier(code, mel)
        connu = Etablissement.objects.filter(uai=code).exists()
        adresse = inscrire_un_college(code, mel)
        return {"uai": code, "nouveau": not connu, "lien_envoye_a": adresse}

    def raconter(self, rapport: dict[str, Any]) -> None:
        quoi = "créé" if rapport["nouveau"] else "déjà connu"
        self.stdout.write(
            f"Collège {rapport['uai']} {quoi}. Un lien, bon 48 heures, part à "
            f"{rapport['lien_envoye_a']}."
        )


def _verifier(code: str, mel: str) -> None:
    if not uai.est_valable(code):
        raise CollegeRefuse(f"« {code} » n’est pas un UAI : sept chiffres et leur lettre-clé.")
    if not mel and not uai.mel_officiel(code):
        raise CollegeRefuse("Département inconnu : donnez l’adresse avec --mel-direction.")
    if mel:
        try:
            validate_email(mel)
        except ValidationError as faux:
            raise CollegeRefuse(f"« {mel} » n’est pas une adresse électronique.") from faux
    if a_une_direction(code):
        raise CollegeRefuse(f"Le collège {code} a déjà une direction : c’est à elle d’inviter.")
