"""Les documents reçus dans une archive zip, un à la fois : la mémoire ne suit pas leur nombre.

Rien n'y est compressé : une photo et un PDF le sont déjà. L'index dit d'où vient chaque fichier, ce
qui n'a pas pu être lu, et à qui il manque un document.
"""

import shutil
import zipfile
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.utils import timezone

from dossiersco.dossiers.models import Dossier
from dossiersco.listes.ecriture import en_csv
from dossiersco.listes.lignes import lots
from dossiersco.listes.models import PAR_ELEVE, Extraction
from dossiersco.listes.noms import Noms
from dossiersco.pieces.manquants import absences
from dossiersco.pieces.models import PieceAttendue
from dossiersco.pieces.recus import Recu, recus

INDEX = "index.csv"
ENTETES = (
    *("Classe", "Nom", "Prénom", "Document", "Fichier", "Pages"),
    *("État", "Envoyé par", "Envoyé le", "Remarque"),
)
ILLISIBLE = "le fichier n’est plus lisible : redemandez-le à la famille"
Suivre = Callable[[int], None]


class Archive:
    """Ce qui s'écrit. `nombre` : les documents écrits jusqu'ici."""

    def __init__(self, archive: zipfile.ZipFile, rangement: str, fuseau: ZoneInfo) -> None:
        self.archive, self.rangement, self.fuseau = archive, rangement, fuseau
        self.noms, self.tiroirs = Noms(INDEX), dict[tuple[str, int], str]()
        self.nombre = 0

    def ajouter(self, dossier: Dossier, recu: Recu) -> list[str]:
        """Écrit le document s'il se lit. Rend sa ligne dans l'index."""
        sortie, page = recu.sortir(), recu.premiere
        chemin, le = "", timezone.localtime(page.deposee_le, self.fuseau)
        if sortie.contenu:
            chemin = self._place(dossier, page.attendue, sortie.extension)
            self.archive.writestr(_entree(chemin, le), sortie.contenu)
            self.nombre += 1
        etat, auteur = page.get_etat_display(), str(page.personne or "")
        remarque = _remarque(lu=bool(sortie.contenu), perdues=sortie.perdues)
        suite = [chemin, str(recu.nb_pages), etat, auteur, f"{le:%d/%m/%Y}", remarque]
        return [*_qui(dossier), page.attendue.nom, *suite]

    def _place(self, dossier: Dossier, attendue: PieceAttendue, extension: str) -> str:
        classe, nom, prenom = _qui(dossier)
        eleve = f"{classe or 'Sans classe'} - {nom} {prenom}"
        if self.rangement == PAR_ELEVE:
            tiroir = self._tiroir(("eleve", dossier.pk), eleve)
            return self.noms.neuf(attendue.nom, dans=tiroir, extension=extension)
        tiroir = self._tiroir(("sorte", attendue.pk), attendue.nom)
        return self.noms.neuf(eleve, dans=tiroir, extension=extension)

    def _tiroir(self, cle: tuple[str, int], voulu: str) -> str:
        """Deux homonymes ont chacun le leur."""
        if cle not in self.tiroirs:
            self.tiroirs[cle] = self.noms.neuf(voulu)
        return self.tiroirs[cle]


def archiver(
    extraction: Extraction,
    dossiers: QuerySet[Dossier],
    attendues: Sequence[PieceAttendue],
    flux: IO[bytes],
    suivre: Suivre,
) -> int:
    """Écrit l'archive dans ce flux. Rend le nombre de documents ; `suivre` : celui des élèves."""
    campagne = extraction.campagne
    fuseau = ZoneInfo(campagne.etablissement.fuseau)
    with (
        TemporaryDirectory(prefix="dossiersco-liste-") as a_part,
        zipfile.ZipFile(flux, "w", zipfile.ZIP_STORED) as fichier,
    ):
        archive, index = Archive(fichier, extraction.rangement, fuseau), Path(a_part) / INDEX
        en_csv(index, "", ENTETES, _lignes(archive, dossiers, attendues, suivre))
        le = timezone.localtime(extraction.demandee_le, fuseau)
        with fichier.open(_entree(INDEX, le), "w") as entree, index.open("rb") as source:
            shutil.copyfileobj(source, entree)
    return archive.nombre


def _lignes(
    archive: Archive,
    dossiers: QuerySet[Dossier],
    attendues: Sequence[PieceAttendue],
    suivre: Suivre,
) -> Iterator[list[str]]:
    """Celles de l'index ; chaque document s'écrit quand sa ligne se demande."""
    faits = 0
    for lot in lots(dossiers):
        siens = _par_dossier(recus([d.pk for d in lot], [a.pk for a in attendues]))
        manques = _manques(lot, attendues)
        for dossier in lot:
            for recu in siens[dossier.pk]:
                yield archive.ajouter(dossier, recu)
            for attendue, raison in manques.get(dossier.pk, ()):
                yield [*_qui(dossier), attendue.nom, "", "", raison, "", "", ""]
            faits += 1
            suivre(faits)


def _par_dossier(tous: Sequence[Recu]) -> Mapping[int, list[Recu]]:
    siens: dict[int, list[Recu]] = defaultdict(list)
    for recu in tous:
        siens[recu.premiere.dossier_id].append(recu)
    return siens


def _manques(
    lot: Sequence[Dossier], attendues: Sequence[PieceAttendue]
) -> dict[int, list[tuple[PieceAttendue, str]]]:
    """Ce qui est demandé à un élève et n'y est pas : une lecture par sorte de document."""
    du_lot = Dossier.objects.filter(pk__in=[dossier.pk for dossier in lot])
    manques: dict[int, list[tuple[PieceAttendue, str]]] = defaultdict(list)
    for attendue in attendues:
        for pk, raison in absences(du_lot, attendue).items():
            manques[pk].append((attendue, raison))
    return manques


def _qui(dossier: Dossier) -> tuple[str, str, str]:
    eleve = dossier.eleve
    return eleve.code_structure, eleve.nom_de_famille, eleve.prenom


def _remarque(*, lu: bool, perdues: int) -> str:
    if not lu:
        return ILLISIBLE
    return f"il y manque {perdues} page(s) : {ILLISIBLE}" if perdues else ""


def _entree(chemin: str, le: datetime) -> zipfile.ZipInfo:
    return zipfile.ZipInfo(chemin, (le.year, le.month, le.day, le.hour, le.minute, le.second))
