"""Produire une liste demandée : lire lot par lot, écrire ligne à ligne, ranger."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from django.core.files import File

from dossiersco.campagnes.tables import tables_de
from dossiersco.dossiers.models import Dossier
from dossiersco.listes.ecriture import PLUMES
from dossiersco.listes.models import Extraction
from dossiersco.listes.sortes import SORTES, Colonne, Sorte, completer

# Dire où on en est coûte une écriture : pas à chaque ligne.
TOUTES_LES = 500


def produire(extraction: Extraction) -> None:
    """Peut être refait sans dommage : une liste déjà prête n'est pas touchée."""
    if extraction.etat == "prete":
        return
    # Le rôle d'aujourd'hui : ce qu'un agent ne lit plus n'est pas écrit pour lui.
    role = extraction.par_agent.role
    sorte = completer(SORTES[extraction.sorte], extraction.campagne, role)
    dossiers = Dossier.objects.presents().filter(sorte.filtre, campagne=extraction.campagne)
    Extraction.objects.filter(pk=extraction.pk).update(etat="en_cours", total=dossiers.count())
    colonnes = sorte.choisies(extraction.colonnes)
    lignes = sorte.lignes(dossiers, tables_de(extraction.campagne))
    rangees = ([colonne.lire(ligne) for colonne in colonnes] for ligne in lignes)
    try:
        _ranger(extraction, sorte, colonnes, _suivre(extraction, rangees))
    except OSError:
        # Disque plein : la demande reste, avec sa raison ; rien n'est à moitié écrit.
        Extraction.objects.filter(pk=extraction.pk).update(etat="echec")


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
            Extraction.objects.filter(pk=extraction.pk).update(avancement=nombre)
        yield rangee
    Extraction.objects.filter(pk=extraction.pk).update(avancement=nombre)
