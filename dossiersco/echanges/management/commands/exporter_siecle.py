"""Écrit le fichier de retour vers SIECLE d'un collège."""

from collections import defaultdict
from collections.abc import Sequence, Set
from pathlib import Path
from typing import Any, ClassVar

from django.core.management.base import CommandParser
from django.db import transaction

from dossiersco.campagnes.models import Campagne
from dossiersco.dossiers.journal import Changement
from dossiersco.dossiers.models import Dossier, Eleve
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
        parser.add_argument(
            "--eleves",
            nargs="+",
            metavar="INE_OU_ELEVE_ID",
            help="N’envoyer que ces élèves, par leur INE ou leur ELEVE_ID.",
        )

    def executer(self, options: dict[str, Any]) -> dict[str, Any]:
        campagne = Campagne.objects.du_college(options["uai"]).first()
        if campagne is None:
            raise ExportRefuse(
                f"Le collège {options['uai']} n’a pas de campagne : importez d’abord."
            )
        schema = Schema(options["schema"] or campagne.etablissement.schema_retour)
        choisis = None if options["eleves"] is None else _choisir(campagne, options["eleves"])
        # Avant de produire : un envoi compté dont le fichier ne sort pas ne se rattrape pas.
        sortie = dossier_de_sortie(options["sortie"])
        plan = preparer_retour(campagne, schema, choisis=choisis)
        if choisis is not None:
            _tous_partent(plan, choisis)
        chemin = _produire(plan, sortie)
        return {"fichier": str(chemin) if chemin else None, **_rapport(plan)}

    def raconter(self, rapport: dict[str, Any]) -> None:
        self.stdout.write(rapport["fichier"] or "Rien à dire à SIECLE : aucun fichier.")
        self.stdout.write(f"{rapport['eleves']} élèves, {rapport['personnes']} personnes")
        for bloque in rapport["bloques"]:
            self.stdout.write(f"! {bloque['eleve']} : {' '.join(bloque['motifs'])}")


def _choisir(campagne: Campagne, cles: Sequence[str]) -> set[int]:
    """Les dossiers des élèves nommés. Lève `ExportRefuse` à la première clé qui n'en dit pas un."""
    voulues = {cle.strip().upper() for cle in cles}
    connus: dict[str, set[int]] = defaultdict(set)
    dossiers = Dossier.objects.presents().filter(campagne=campagne)
    for pk, id_siecle, ine in dossiers.values_list("pk", "eleve__id_siecle", "eleve__id_national"):
        for cle in voulues & {(id_siecle or "").upper(), ine.upper()}:
            connus[cle].add(pk)
    if inconnues := sorted(voulues - connus.keys()):
        raise ExportRefuse(
            f"Élève inconnu de cette campagne : {', '.join(inconnues)}. Donnez son INE ou son "
            "ELEVE_ID ; aucun fichier n’a été produit."
        )
    if doubles := sorted(cle for cle, siens in connus.items() if len(siens) > 1):
        raise ExportRefuse(
            f"Plusieurs élèves répondent à {', '.join(doubles)} : donnez leur ELEVE_ID. Aucun "
            "fichier n’a été produit."
        )
    return {pk for siens in connus.values() for pk in siens}


def _tous_partent(plan: PlanRetour, choisis: Set[int]) -> None:
    """Comme à l'écran : le fichier contient exactement les élèves nommés, ou il n'y en a pas."""
    restent = choisis - {envoyable.dossier.pk for envoyable in plan.envoyables}
    if restent:
        eleves = Eleve.objects.filter(dossiers__in=restent).order_by("cle_tri", "pk")
        raise ExportRefuse(
            f"Sans rien à envoyer, ou bloqué : {', '.join(map(str, eleves))}. Retirez-les de "
            "--eleves ; aucun fichier n’a été produit."
        )


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
