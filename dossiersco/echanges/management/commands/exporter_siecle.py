"""Écrit le fichier de retour vers SIECLE d'un collège."""

from pathlib import Path
from typing import Any, ClassVar

from django.core.management.base import CommandParser
from django.db import transaction

from dossiersco.campagnes.models import Campagne
from dossiersco.dossiers.journal import Changement
from dossiersco.echanges.retour import Envoyable, PlanRetour, preparer_retour, produire_retour
from dossiersco.siecle.retour import RetourInvalide
from dossiersco.siecle.schema_import import Schema
from dossiersco.socle.commandes import Commande, dossier_de_sortie


class ExportRefuse(Exception):
    """Pas de fichier ; le message dit pourquoi."""


class Command(Commande):
    help = "Écrit le fichier de retour vers SIECLE : les différences acceptées, rien d’autre."
    refus: ClassVar[tuple[type[Exception], ...]] = (ExportRefuse, RetourInvalide)

    def declarer(self, parser: CommandParser) -> None:
        parser.add_argument("--uai", required=True)
        parser.add_argument("--sortie", type=Path, required=True)
        parser.add_argument("--schema", choices=[str(schema) for schema in Schema])

    def executer(self, options: dict[str, Any]) -> dict[str, Any]:
        campagne = Campagne.objects.du_college(options["uai"]).first()
        if campagne is None:
            raise ExportRefuse(
                f"Le collège {options['uai']} n’a pas de campagne : importez d’abord."
            )
        schema = Schema(options["schema"] or campagne.etablissement.schema_retour)
        # Avant de produire : un envoi compté dont le fichier ne sort pas ne se rattrape pas.
        sortie = dossier_de_sortie(options["sortie"])
        plan = preparer_retour(campagne, schema)
        chemin = _produire(plan, sortie)
        return {"fichier": str(chemin) if chemin else None, **_rapport(plan)}

    def raconter(self, rapport: dict[str, Any]) -> None:
        self.stdout.write(rapport["fichier"] or "Rien à dire à SIECLE : aucun fichier.")
        self.stdout.write(f"{rapport['eleves']} élèves, {rapport['personnes']} personnes")
        for bloque in rapport["bloques"]:
            self.stdout.write(f"! {bloque['eleve']} : {' '.join(bloque['motifs'])}")


@transaction.atomic
def _produire(plan: PlanRetour, sortie: Path) -> Path | None:
    """Le fichier, copié dans `sortie`. Si la copie échoue, l'envoi n'a pas eu lieu."""
    produit = produire_retour(plan)
    if produit is None:
        return None
    chemin = sortie / Path(produit.fichier.name or "").name
    try:
        with produit.fichier.open("rb") as source:
            chemin.write_bytes(source.read())
    except OSError as erreur:
        produit.fichier.delete(save=False)
        raise ExportRefuse(f"Le fichier n’a pas pu être copié dans {sortie}.") from erreur
    return chemin


def _rapport(plan: PlanRetour) -> dict[str, Any]:
    changements = {
        changement.clef: (envoyable, changement)
        for envoyable in plan.envoyables
        for changement in envoyable.changements
    }
    return {
        "schema": str(plan.schema),
        "eleves": len(plan.envoyables),
        "personnes": len(plan.personnes),
        "changements": [_changement(*couple) for couple in changements.values()],
        "bloques": [
            {
                "eleve": str(bloque.dossier.eleve),
                "eleve_id": bloque.dossier.eleve.id_siecle,
                "motifs": list(bloque.motifs),
            }
            for bloque in plan.bloques
        ],
        "avis": plan.avis,
    }


def _changement(envoyable: Envoyable, changement: Changement) -> dict[str, Any]:
    champ = changement.champ
    return {
        "cible": str(changement.cible),
        "id_siecle": envoyable.ids_siecle[changement.cible, changement.id],
        "champ": champ.balise,
        "avant": champ.ecrire(changement.avant),
        "apres": champ.ecrire(changement.apres),
    }
