"""Importe les exports SIECLE d'un collège."""

from contextlib import suppress
from pathlib import Path
from typing import Any, ClassVar

from django.core.management.base import CommandParser
from django.db import transaction

from dossiersco.echanges import lecteurs
from dossiersco.echanges.actions import ImportRefuse, Source, creer_college, importer
from dossiersco.etablissements import uai
from dossiersco.etablissements.models import Etablissement
from dossiersco.siecle.lus import ExportSansUsage, FichierRefuse
from dossiersco.socle.commandes import Commande


class Command(Commande):
    help = "Importe les exports SIECLE d’un collège : tout le lot, ou rien."
    refus: ClassVar[tuple[type[Exception], ...]] = (ImportRefuse, FichierRefuse)

    def declarer(self, parser: CommandParser) -> None:
        parser.add_argument("--uai", required=True, help="UAI du collège, par exemple 0590181B")
        parser.add_argument(
            "--creer", action="store_true", help="crée le collège et la campagne s’ils manquent"
        )
        parser.add_argument("--simuler", action="store_true", help="montre tout, n’écrit rien")
        parser.add_argument("fichiers", nargs="+", metavar="FICHIER", type=Path)

    def executer(self, options: dict[str, Any]) -> dict[str, Any]:
        code = options["uai"].upper()
        if not uai.est_valable(code):
            raise ImportRefuse(f"« {code} » n’est pas un UAI : sept chiffres et leur lettre-clé.")
        sources = [Source(chemin.name, _lisible(chemin)) for chemin in options["fichiers"]]
        with transaction.atomic():
            etablissement = self._college(code, sources, creer=options["creer"])
            bilan = importer(etablissement, sources, simuler=options["simuler"], suivre=self.suivre)
            if options["simuler"]:
                transaction.set_rollback(True)
        return {"uai": code, **bilan.en_json()}

    def _college(self, code: str, sources: list[Source], *, creer: bool) -> Etablissement:
        if creer:
            return creer_college(code, _annee(sources))
        etablissement = Etablissement.objects.filter(uai=code).first()
        if etablissement is None:
            raise ImportRefuse(f"Le collège {code} n’existe pas encore : ajoutez --creer.")
        return etablissement

    def raconter(self, rapport: dict[str, Any]) -> None:
        if rapport["simule"]:
            self.stdout.write("Essai : rien n’a été écrit.")
        for sorte, c in rapport["comptes"].items():
            self.stdout.write(
                f"{sorte} : {c['lus']} lus, {c['crees']} créés, {c['modifies']} modifiés, "
                f"{c['inchanges']} inchangés, {c['absents']} absents du fichier"
            )
        for anomalie in rapport["anomalies"]:
            ligne = f", ligne {anomalie['ligne']}" if anomalie["ligne"] else ""
            self.stdout.write(
                f"! {anomalie['fichier']}{ligne}, {anomalie['enregistrement']} : "
                f"{anomalie['message']}"
            )


def _lisible(chemin: Path) -> Path:
    try:
        chemin.open("rb").close()
    except OSError as erreur:
        raise ImportRefuse(f"Le fichier {chemin} n’existe pas ou ne se lit pas.") from erreur
    return chemin


def _annee(sources: list[Source]) -> int:
    for source in sources:
        with suppress(ExportSansUsage):
            if annee := lecteurs.ouvrir(source.flux, source.nom).entete.annee_scolaire:
                return int(annee)
    raise ImportRefuse("Aucun de ces fichiers ne dit son année scolaire.")
