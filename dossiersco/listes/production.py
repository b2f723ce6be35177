"""Produire une liste demandée : lire lot par lot, écrire ligne à ligne, ranger."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, cast

from django.core.files import File
from django.core.files.base import ContentFile
from django.db.models import QuerySet

from dossiersco.campagnes.tables import tables_de
from dossiersco.dossiers.models import Dossier
from dossiersco.listes.archive import Suivre, archiver
from dossiersco.listes.ecriture import PLUMES
from dossiersco.listes.models import ZIP, Extraction
from dossiersco.listes.sortes import SORTES, Colonne, Sorte, completer, documents_choisis
from dossiersco.pieces.models import PieceAttendue

# Dire où on en est coûte une écriture : pas à chaque ligne, ni à chaque élève.
TOUTES_LES, TOUS_LES = 500, 25


def produire(extraction: Extraction) -> None:
    """Peut être refait sans dommage : une liste déjà prête n'est pas touchée."""
    if extraction.etat == "prete":
        return
    sorte = SORTES[extraction.sorte]
    if not extraction.par_agent.peut(sorte.geste):
        # Le rôle d'aujourd'hui : ce qu'un agent ne lit plus n'est pas écrit pour lui.
        _noter(extraction, etat="echec")
        return
    dossiers = Dossier.objects.presents().filter(sorte.filtre, campagne=extraction.campagne)
    _noter(extraction, etat="en_cours", total=dossiers.count())
    try:
        if extraction.format == ZIP:
            _archiver(extraction, dossiers)
        else:
            _lister(extraction, sorte, dossiers)
    except OSError:
        # Disque plein : la demande reste, avec sa raison ; rien n'est à moitié écrit.
        extraction.fichier.delete(save=False)
        _noter(extraction, etat="echec", fichier="")


def _archiver(extraction: Extraction, dossiers: QuerySet[Dossier]) -> None:
    """Droit dans le stockage : une archive peut dépasser ce que tient le disque temporaire."""
    attendues = PieceAttendue.objects.pour_campagne(extraction.campagne).filter(
        pk__in=documents_choisis(extraction.colonnes)
    )
    choisies = attendues.select_related("campagne__etablissement").order_by("rang", "pk")
    # Ce qu'un ouvrier mort en route avait commencé.
    extraction.fichier.delete(save=False)
    extraction.fichier.save("documents.zip", ContentFile(b""), save=False)
    # La ligne d'abord : un fichier inachevé s'efface avec elle.
    _noter(extraction, fichier=extraction.fichier.name)
    with extraction.fichier.storage.open(str(extraction.fichier.name), "wb") as flux:
        nombre = archiver(
            extraction, dossiers, list(choisies), cast("IO[bytes]", flux), _compter(extraction)
        )
    _noter(extraction, etat="prete", avancement=nombre, total=nombre)


def _compter(extraction: Extraction) -> Suivre:
    def compter(eleves: int) -> None:
        if eleves % TOUS_LES == 0:
            _noter(extraction, avancement=eleves)

    return compter


def _lister(extraction: Extraction, sorte: Sorte, dossiers: QuerySet[Dossier]) -> None:
    sorte = completer(sorte, extraction.campagne, extraction.par_agent.role)
    colonnes = sorte.choisies(extraction.colonnes)
    lignes = sorte.lignes(dossiers, tables_de(extraction.campagne))
    rangees = ([colonne.lire(ligne) for colonne in colonnes] for ligne in lignes)
    _ranger(extraction, sorte, colonnes, _suivre(extraction, rangees))


def _ranger(
    extraction: Extraction, sorte: Sorte, colonnes: list[Colonne], rangees: Iterable[list[str]]
) -> None:
    with TemporaryDirectory(prefix="dossiersco-liste-") as dossier:
        chemin = Path(dossier) / f"liste.{extraction.format}"
        PLUMES[extraction.format](chemin, sorte.titre, [c.titre for c in colonnes], rangees)
        extraction.refresh_from_db()
        extraction.etat = "prete"
        with chemin.open("rb") as flux:
            extraction.fichier.save(chemin.name, File(flux), save=True)


def _suivre(extraction: Extraction, rangees: Iterable[list[str]]) -> Iterator[list[str]]:
    nombre = 0
    for nombre, rangee in enumerate(rangees, start=1):
        if nombre % TOUTES_LES == 0:
            _noter(extraction, avancement=nombre)
        yield rangee
    _noter(extraction, avancement=nombre)


def _noter(extraction: Extraction, **valeurs: object) -> None:
    Extraction.objects.filter(pk=extraction.pk).update(**valeurs)
