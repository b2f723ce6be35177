"""Ce qu'une famille fictive pourrait dire de nouveau. Aucun nom, aucun numéro réel."""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Any

from dossiersco.campagnes.models import OptionPedagogique
from dossiersco.dossiers.champs import Cible
from dossiersco.dossiers.models import Eleve, Personne

RUES = ("RUE DES LILAS", "AVENUE DU CANAL", "IMPASSE DU VERGER", "PLACE DE L'ÉCOLE")
NOMS = ("DELCOURTIN", "MARÉCHALE", "VASSEURON", "BENHADJI", "KOWALSKIEL")
PRENOMS = ("Noé", "Inès", "Malo", "Awa", "Zélie")
REGIMES = ("0", "21", "22", "23", "24")


@dataclass(frozen=True)
class Idee:
    """Un champ à changer, et comment inventer sa nouvelle valeur."""

    cible: Cible
    champ: str
    inventer: Callable[[Random, Any], Any]


def _mobile(hasard: Random, _objet: Any) -> str:
    return f"063998{hasard.randrange(10_000):04d}"


def _mel(hasard: Random, objet: Personne) -> str:
    return f"nouveau.{objet.pk}.{hasard.randrange(1000)}@exemple.fr"


def _adresse(hasard: Random, _objet: Any) -> dict[str, str]:
    return {
        "LIGNE1_ADRESSE": f"{hasard.randrange(1, 200)} {hasard.choice(RUES)}",
        "CODE_POSTAL": "59000",
        "LIBELLE_POSTAL": "LILLE",
        "CODE_PAYS": "100",
    }


def _nom(hasard: Random, _objet: Any) -> str:
    return hasard.choice(NOMS)


def _prenom(hasard: Random, _objet: Any) -> str:
    return hasard.choice(PRENOMS)


def _regime(hasard: Random, objet: Eleve) -> str:
    return hasard.choice([code for code in REGIMES if code != objet.code_regime])


def _inverse(_hasard: Random, objet: Personne) -> bool:
    return not objet.accepte_sms


def _options(hasard: Random, objet: Eleve) -> list[dict[str, str]]:
    """Ajoute une option facultative de la formation, ou abandonne celle que l'élève suit."""
    facultatives = list(
        OptionPedagogique.objects.filter(
            campagne__dossiers__eleve=objet, code_mef=objet.code_mef, code_modalite_elect="F"
        ).order_by("code_matiere")
    )
    if not facultatives:
        return list(objet.options)
    choisie = hasard.choice(facultatives)
    suivies = [o for o in objet.options if o["CODE_MATIERE"] != choisie.code_matiere]
    if len(suivies) < len(objet.options):
        return suivies
    return [
        *suivies,
        {"CODE_MATIERE": choisie.code_matiere, "CODE_MODALITE_ELECT": choisie.code_modalite_elect},
    ]


IDEES = (
    Idee(Cible.PERSONNE, "tel_portable", _mobile),
    Idee(Cible.PERSONNE, "tel_personnel", _mobile),
    Idee(Cible.PERSONNE, "mel", _mel),
    Idee(Cible.PERSONNE, "adresse", _adresse),
    Idee(Cible.PERSONNE, "accepte_sms", _inverse),
    Idee(Cible.PERSONNE, "nom_usage", _nom),
    Idee(Cible.ELEVE, "prenom2", _prenom),
    Idee(Cible.ELEVE, "nom_usage", _nom),
    Idee(Cible.ELEVE, "code_regime", _regime),
    Idee(Cible.ELEVE, "options", _options),
    Idee(Cible.ELEVE, "tel_portable", _mobile),
)
