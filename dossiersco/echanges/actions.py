"""Le geste d'importer : tout un lot de fichiers, ou rien."""

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from django.db import transaction
from django.utils import timezone

from dossiersco.campagnes.models import Campagne
from dossiersco.dossiers.models import Dossier
from dossiersco.echanges import lecteurs
from dossiersco.echanges.apercu import Apercu
from dossiersco.echanges.avant import Avant
from dossiersco.echanges.bilan import Bilan, Suivi, sans_suivi
from dossiersco.echanges.etats import Etat
from dossiersco.echanges.import_eleves import ImportEleves
from dossiersco.echanges.import_responsables import ImportResponsables
from dossiersco.echanges.import_tables import (
    importer_communs,
    importer_nomenclature,
    importer_structures,
)
from dossiersco.echanges.lecteurs import Recu
from dossiersco.echanges.lendemain import pointer
from dossiersco.echanges.models import Import
from dossiersco.echanges.numeros import MAXIMUM, PlusDeNumero
from dossiersco.etablissements.models import Agent, Etablissement
from dossiersco.siecle.export import Export
from dossiersco.siecle.lus import Anomalie, ExportSansUsage, FichierRefuse, TypeExport
from dossiersco.siecle.tableur import Tableur

TROP = (
    f"Ces fichiers comptent plus de {MAXIMUM} élèves ou adultes, et SIECLE ne numérote pas "
    "au-delà. Vérifiez que ce sont les exports de votre seul collège."
)


class ImportRefuse(Exception):
    """Rien n'est écrit ; le message dit pourquoi et que faire."""


@dataclass(frozen=True)
class Source:
    """Un fichier reçu : son nom d'origine (pour les messages) et de quoi le lire."""

    nom: str
    flux: Path | IO[bytes]


TABLES: dict[TypeExport, Callable[[Campagne, Export, Bilan], None]] = {
    TypeExport.COMMUNS: importer_communs,
    TypeExport.NOMENCLATURE: importer_nomenclature,
    TypeExport.STRUCTURES: importer_structures,
}
QUI = (TypeExport.ELEVES, TypeExport.RESPONSABLES)
# L'ordre de dépôt ne compte pas : celui-ci met les options avant les élèves qui les choisissent,
# et les élèves avant les liens qui les désignent.
ORDRE = (*TABLES, *QUI, TypeExport.FICHE_ELEVE)


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
    if simuler:
        return essayer(etablissement, sources, suivre)[0]
    return ecrire_pour_de_bon(etablissement, sources, Import(par_agent=par), suivre)


@transaction.atomic
def essayer(
    etablissement: Etablissement, sources: Sequence[Source], suivre: Suivi = sans_suivi
) -> tuple[Bilan, dict[str, Any]]:
    """Le même import, défait aussitôt : son bilan et son aperçu."""
    apercu = Apercu()
    bilan = Bilan(simule=True, temoins=(apercu,))
    _tout_importer(etablissement, sources, bilan, suivre)
    vu = apercu.en_json(bilan)
    transaction.set_rollback(True)
    return bilan, vu


def ecrire_pour_de_bon(
    etablissement: Etablissement, sources: Sequence[Source], fait: Import, suivre: Suivi
) -> Bilan:
    """Importe dans la transaction de l'appelant, et complète `fait`."""
    apercu = Apercu()
    with Avant() as avant:
        bilan = Bilan(temoins=(avant, apercu))
        fait.campagne = _tout_importer(etablissement, sources, bilan, suivre)
        fait.apercu = apercu.en_json(bilan)
        avant.garder(fait)
    _conclure(fait, bilan)
    return bilan


def _conclure(fait: Import, bilan: Bilan) -> None:
    """Un import vient d'être appliqué, par l'écran ou par la commande : tout passe ici."""
    fait.etat = Etat.APPLIQUE
    fait.le = timezone.now()
    fait.retenir(bilan)
    fait.save()


def _tout_importer(
    etablissement: Etablissement, sources: Sequence[Source], bilan: Bilan, suivre: Suivi
) -> Campagne:
    exports, ecartes = _ouvrir(etablissement, sources)
    verrouiller(etablissement)
    campagne = _campagne(etablissement, exports)
    bilan.commencer(campagne)
    bilan.fichiers += [export.entete for export in exports.values()]
    bilan.anomalies += ecartes
    _avertir(campagne, exports, bilan)
    try:
        for type_export in ORDRE:
            if type_export in exports:
                _importer_un(campagne, exports[type_export], bilan, suivre)
    except PlusDeNumero as trop:
        raise ImportRefuse(TROP) from trop
    bilan.changes(*pointer(campagne, exports.values()))
    return campagne


def verrouiller(etablissement: Etablissement) -> None:
    """Un import à la fois par collège : deux ensemble créeraient les mêmes élèves.

    Puis les dossiers, avant élèves et personnes : c'est l'ordre des décisions du collège, qui
    attendraient sinon l'import pendant qu'il les attend.
    """
    Etablissement.objects.select_for_update(no_key=True).get(pk=etablissement.pk)
    dossiers = Dossier.objects.filter(campagne__etablissement=etablissement).order_by("pk")
    verrouilles = dossiers.select_for_update(of=("self",), no_key=True).values_list("pk")
    # Lus au fil, sans en garder un.
    deque(verrouilles.iterator(), maxlen=0)


def _importer_un(campagne: Campagne, export: Recu, bilan: Bilan, suivre: Suivi) -> None:
    if isinstance(export, Tableur):
        eleves = ImportEleves(campagne, export, bilan, suivre)
        eleves.executer()
        ImportResponsables(campagne, export, bilan, suivre, eleves.reconnus).executer()
    elif export.entete.type is TypeExport.ELEVES:
        ImportEleves(campagne, export, bilan, suivre).executer()
    elif export.entete.type is TypeExport.RESPONSABLES:
        ImportResponsables(campagne, export, bilan, suivre).executer()
    else:
        TABLES[export.entete.type](campagne, export, bilan)


def _ouvrir(
    etablissement: Etablissement, sources: Sequence[Source]
) -> tuple[dict[TypeExport, Recu], list[Anomalie]]:
    """Les fichiers à lire, et un avis par fichier qu'on laisse de côté."""
    if not sources:
        raise ImportRefuse("Aucun fichier : déposez les exports SIECLE, zippés ou non.")
    exports: dict[TypeExport, Recu] = {}
    ecartes: list[Anomalie] = []
    for source in sources:
        try:
            export = _ouvrir_un(source)
        except ExportSansUsage as inutile:
            ecartes.append(Anomalie(source.nom, None, "fichier", str(inutile), "sans_usage"))
            if len(ecartes) == len(sources):
                raise
            continue
        entete = export.entete
        _verifier_etablissement(export, etablissement)
        if entete.type in exports:
            raise ImportRefuse(
                f"{entete.fichier} et {exports[entete.type].entete.fichier} sont deux exports de "
                "même sorte. Gardez le plus récent."
            )
        exports[entete.type] = export
    if TypeExport.FICHE_ELEVE in exports and exports.keys() & set(QUI):
        raise ImportRefuse(
            f"{exports[TypeExport.FICHE_ELEVE].entete.fichier} dit la même chose que les exports "
            "XML, en moins sûr. Retirez-le et déposez les exports XML seuls."
        )
    return exports, ecartes


def _ouvrir_un(source: Source) -> Recu:
    """Parmi cinq fichiers, celui qui ne va pas doit avoir un nom."""
    try:
        return lecteurs.ouvrir(source.flux, source.nom)
    except ExportSansUsage:
        raise
    except FichierRefuse as refus:
        raise FichierRefuse(f"{source.nom} : {refus}") from refus


def _verifier_etablissement(export: Recu, etablissement: Etablissement) -> None:
    """La fiche élève ne dit pas son établissement, mais les numéros de ses élèves le disent."""
    if isinstance(export, Tableur):
        d_ici = etablissement.uai[1:-1]
        etrangere = bool(export.etablissements) and d_ici not in export.etablissements
        origine = f"…{min(export.etablissements)}…" if etrangere else ""
    else:
        etrangere = export.entete.uaj.upper() != etablissement.uai
        origine = export.entete.uaj
    if etrangere:
        raise ImportRefuse(
            f"{export.entete.fichier} vient de l’établissement {origine}, pas du vôtre "
            f"({etablissement.uai}). Exportez-le depuis la base de votre collège."
        )


def _campagne(etablissement: Etablissement, exports: dict[TypeExport, Recu]) -> Campagne:
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


def _avertir(campagne: Campagne, exports: dict[TypeExport, Recu], bilan: Bilan) -> None:
    """Ce qui mérite l'attention sans empêcher : avis de lecture, fichier plus ancien."""
    lots = campagne.imports.appliques().values_list("fichiers", flat=True)
    connus = {fichier["type"]: fichier["horodatage"] for lot in reversed(lots) for fichier in lot}
    for export in exports.values():
        bilan.anomalies += export.avis
        entete = export.entete
        avant = connus.get(str(entete.type), "")
        if entete.horodatage and avant and _rangeable(entete.horodatage) < _rangeable(avant):
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
