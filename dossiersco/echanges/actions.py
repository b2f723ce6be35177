"""Le geste d'importer : tout un lot de fichiers, ou rien."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from django.db import transaction

from dossiersco.campagnes.models import Campagne
from dossiersco.echanges.bilan import Bilan, Suivi, sans_suivi
from dossiersco.echanges.import_eleves import ImportEleves
from dossiersco.echanges.import_responsables import ImportResponsables
from dossiersco.echanges.import_tables import (
    importer_communs,
    importer_nomenclature,
    importer_structures,
)
from dossiersco.echanges.models import Import
from dossiersco.etablissements.models import Agent, Etablissement
from dossiersco.siecle.export import Export, ouvrir
from dossiersco.siecle.lus import Anomalie, FichierRefuse, TypeExport


class ImportRefuse(Exception):
    """Rien n'est écrit ; le message dit pourquoi et que faire."""


@dataclass(frozen=True)
class Source:
    """Un fichier reçu : son nom d'origine (pour les messages) et de quoi le lire."""

    nom: str
    flux: Path | IO[bytes]


Etape = Callable[[Campagne, Export, Bilan, Suivi], None]

# L'ordre de dépôt ne compte pas : celui-ci met les élèves avant les liens qui les désignent.
ETAPES: dict[TypeExport, Etape] = {
    TypeExport.COMMUNS: lambda campagne, export, bilan, _: importer_communs(
        campagne, export, bilan
    ),
    TypeExport.NOMENCLATURE: lambda campagne, export, bilan, _: importer_nomenclature(
        campagne, export, bilan
    ),
    TypeExport.STRUCTURES: lambda campagne, export, bilan, _: importer_structures(
        campagne, export, bilan
    ),
    TypeExport.ELEVES: lambda *details: ImportEleves(*details).executer(),
    TypeExport.RESPONSABLES: lambda *details: ImportResponsables(*details).executer(),
}


@transaction.atomic
def importer(
    etablissement: Etablissement,
    sources: Sequence[Source],
    *,
    par: Agent | None = None,
    simuler: bool = False,
    suivre: Suivi = sans_suivi,
) -> Bilan:
    """Lit et applique les exports d'un collège. Une anomalie sur un élève n'arrête pas les autres.

    `simuler` fait tout, puis défait tout. Lève `ImportRefuse` ou `FichierRefuse` sans rien écrire.
    """
    exports = _ouvrir(etablissement, sources)
    # Un import à la fois par collège : deux ensemble créeraient les mêmes élèves.
    Etablissement.objects.select_for_update(no_key=True).get(pk=etablissement.pk)
    campagne = _campagne(etablissement, exports)
    bilan = Bilan(fichiers=[export.entete for export in exports.values()], simule=simuler)
    _avertir(campagne, exports, bilan)
    for type_export, etape in ETAPES.items():
        if type_export in exports:
            etape(campagne, exports[type_export], bilan, suivre)
    if simuler:
        transaction.set_rollback(True)
    else:
        rapport = bilan.en_json()
        Import.objects.create(
            campagne=campagne, par_agent=par, fichiers=rapport["fichiers"], bilan=rapport
        )
    return bilan


def _ouvrir(etablissement: Etablissement, sources: Sequence[Source]) -> dict[TypeExport, Export]:
    if not sources:
        raise ImportRefuse("Aucun fichier : déposez les exports SIECLE, zippés ou non.")
    exports: dict[TypeExport, Export] = {}
    for source in sources:
        export = _ouvrir_un(source)
        entete = export.entete
        if entete.uaj.upper() != etablissement.uai:
            raise ImportRefuse(
                f"{entete.fichier} vient de l’établissement {entete.uaj}, pas du vôtre "
                f"({etablissement.uai}). Exportez-le depuis la base de votre collège."
            )
        if entete.type in exports:
            raise ImportRefuse(
                f"{entete.fichier} et {exports[entete.type].entete.fichier} sont deux exports de "
                "même sorte. Gardez le plus récent."
            )
        exports[entete.type] = export
    return exports


def _ouvrir_un(source: Source) -> Export:
    """Parmi cinq fichiers, celui qui ne va pas doit avoir un nom."""
    try:
        return ouvrir(source.flux, source.nom)
    except FichierRefuse as refus:
        raise FichierRefuse(f"{source.nom} : {refus}") from refus


def _campagne(etablissement: Etablissement, exports: dict[TypeExport, Export]) -> Campagne:
    annees = {export.entete.annee_scolaire for export in exports.values()} - {""}
    if len(annees) > 1:
        raise ImportRefuse(
            f"Ces fichiers sont d’années différentes ({', '.join(sorted(annees))}). "
            "Exportez-les tous depuis la même base."
        )
    campagnes = Campagne.objects.filter(etablissement=etablissement).order_by("-annee")
    campagne = campagnes.filter(annee__in=annees).first() if annees else campagnes.first()
    if campagne is None and annees and not campagnes.exists():
        # Le tout premier dépôt d'un collège : sa campagne est celle de ses fichiers.
        return Campagne.objects.create(etablissement=etablissement, annee=int(annees.pop()))
    if campagne is None:
        attendue = campagnes.first()
        precision = f" Votre campagne est celle de {attendue.annee}." if attendue else ""
        annee = "".join(annees) or "inconnue"
        raise ImportRefuse(
            f"Aucune campagne n’est préparée pour l’année {annee}.{precision} "
            "Choisissez l’autre base dans SIECLE, ou créez cette campagne."
        )
    return campagne


def _avertir(campagne: Campagne, exports: dict[TypeExport, Export], bilan: Bilan) -> None:
    """Ce qui mérite l'attention sans empêcher : avis de lecture, fichier plus ancien."""
    dernier = campagne.imports.order_by("-pk").first()
    connus = {f["type"]: f["horodatage"] for f in dernier.fichiers} if dernier else {}
    for export in exports.values():
        bilan.anomalies += export.avis
        entete = export.entete
        avant = connus.get(str(entete.type), "")
        if _rangeable(entete.horodatage) < _rangeable(avant):
            bilan.signaler(
                Anomalie(
                    entete.fichier,
                    None,
                    "fichier",
                    f"Cet export ({entete.horodatage}) est plus ancien que le dernier ({avant}).",
                    "fichier_ancien",
                )
            )


def _rangeable(horodatage: str) -> str:
    """« 29/08/2026 09:45:58 » -> « 2026/08/29 09:45:58 », qui se compare."""
    jour, _, heure = horodatage.partition(" ")
    return "/".join(reversed(jour.split("/"))) + f" {heure}"


def creer_college(uai: str, annee: int) -> Etablissement:
    """Le collège et sa campagne, s'ils n'existent pas encore."""
    etablissement, _ = Etablissement.objects.get_or_create(uai=uai)
    Campagne.objects.get_or_create(etablissement=etablissement, annee=annee)
    return etablissement
