"""Répète le retour vers SIECLE : ce qu'il changerait, et toute règle qui mordrait. N'écrit rien.

Statuts : 0, la répétition est faite ; 1, elle est impossible, ou SIECLE et notre pré-vol se
contredisent ; 2, mauvais usage.
"""

from typing import Any, ClassVar

from django.core.management.base import CommandParser

from dossiersco.campagnes.models import Campagne
from dossiersco.dossiers.models import Dossier
from dossiersco.echanges.essai import Effet
from dossiersco.echanges.repetition import Repetition, repeter
from dossiersco.siecle.schema_import import Schema
from dossiersco.socle.commandes import Commande

ELEVES_DITS = 20


class RepetitionRefusee(Exception):
    """Rien à répéter ; le message dit pourquoi."""


class Command(Commande):
    help = "Répète le retour vers SIECLE sans rien écrire, même avant d’avoir invité."
    refus: ClassVar[tuple[type[Exception], ...]] = (RepetitionRefusee,)

    def declarer(self, parser: CommandParser) -> None:
        parser.add_argument("--uai", required=True)
        parser.add_argument("--schema", choices=[str(schema) for schema in Schema])
        parser.add_argument(
            "--avec-attente",
            action="store_true",
            help="comme si le collège acceptait tout ce qui attend sa décision",
        )

    def executer(self, options: dict[str, Any]) -> dict[str, Any]:
        campagne = Campagne.objects.du_college(options["uai"]).first()
        if campagne is None:
            raise RepetitionRefusee(
                f"Le collège {options['uai']} n’a pas de campagne : importez d’abord."
            )
        schema = Schema(options["schema"]) if options["schema"] else None
        return _rapport(repeter(campagne, schema, avec_attente=options["avec_attente"]))

    def raconter(self, rapport: dict[str, Any]) -> None:
        self.stdout.write(
            f"{rapport['partiraient']} élève(s) partiraient, {rapport['bloques']} bloqué(s) ; "
            f"{rapport['autres']} autre(s), dont {rapport['bloqueraient']} bloqueraient ; "
            f"{len(rapport['regles'])} règle(s) (schéma {rapport['schema']})."
        )
        for alerte in rapport["alertes"]:
            self.stdout.write(f"! {alerte}")
        for regle in rapport["regles"]:
            self._raconter_la_regle(regle)
        for eleve in rapport["eleves"]:
            self.stdout.write(eleve["eleve"])
            for effet in eleve["effets"]:
                self.stdout.write(
                    f"    {effet['champ']}, {effet['qui']} : "
                    f"{_dire(effet['avant'])} → {_dire(effet['apres'])}"
                )

    def _raconter_la_regle(self, regle: dict[str, Any]) -> None:
        eleves = regle["eleves"]
        self.stdout.write(
            f"{regle['gravite']} [{regle['code']}] {regle['titre']} : {len(eleves)} élève(s)"
        )
        self.stdout.write(f"    {regle['que_faire']}")
        for eleve in eleves[:ELEVES_DITS]:
            self.stdout.write(f"    - {eleve['eleve']} : {' '.join(eleve['messages'])}")
        if len(eleves) > ELEVES_DITS:
            self.stdout.write(f"    … et {len(eleves) - ELEVES_DITS} autre(s) : voyez --json.")

    def statut(self, rapport: dict[str, Any]) -> int:
        return 1 if rapport["alertes"] else 0


def _dire(valeur: Any) -> str:
    """Une valeur de SIECLE sur une ligne."""
    if isinstance(valeur, dict):
        return ", ".join(_dire(champ) for champ in valeur.values())
    if isinstance(valeur, list):
        return " ; ".join(_dire(ligne) for ligne in valeur)
    return str(valeur) if valeur else "rien"


def _rapport(repetition: Repetition) -> dict[str, Any]:
    return {
        "uai": repetition.campagne.etablissement.uai,
        "annee": repetition.campagne.annee,
        "schema": str(repetition.schema),
        "avec_attente": repetition.avec_attente,
        "en_attente": repetition.en_attente,
        "partiraient": len(repetition.partants),
        "bloques": len(repetition.bloques),
        "autres": repetition.autres,
        "bloqueraient": len(repetition.bloques_plus_tard),
        "alertes": list(repetition.alertes),
        "regles": [
            {
                "code": regle.code,
                "gravite": str(regle.gravite),
                "etape": str(regle.etape),
                "titre": regle.titre,
                "que_faire": regle.que_faire,
                "eleves": [
                    {
                        **_eleve(touche.dossier),
                        "part": touche.part,
                        "messages": list(touche.messages),
                    }
                    for touche in regle.eleves
                ],
            }
            for regle in repetition.regles
        ],
        "eleves": [
            {
                **_eleve(partant.dossier),
                "effets": [_effet(effet, repetition) for effet in partant.effets],
            }
            for partant in repetition.partants
        ],
    }


def _eleve(dossier: Dossier) -> dict[str, Any]:
    return {"eleve": str(dossier.eleve), "eleve_id": dossier.eleve.id_siecle}


def _effet(effet: Effet, repetition: Repetition) -> dict[str, Any]:
    personne = effet.personne
    return {
        "sorte": effet.sorte,
        "qui": "l’élève" if personne is None else repetition.personnes[personne],
        "champ": effet.balise,
        "avant": effet.avant,
        "apres": effet.apres,
    }
