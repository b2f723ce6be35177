"""Les documents reçus, comme le collège les voit : les pages d'un même envoi n'en font qu'un.

Un document refusé n'en est pas ; ce que la famille a retiré n'existe plus.
"""

from collections.abc import Collection
from dataclasses import dataclass
from itertools import groupby

from django.db.models import Count

from dossiersco.campagnes.models import Campagne
from dossiersco.dossiers.models import Dossier
from dossiersco.pieces.models import PieceAttendue, PieceJointe
from dossiersco.pieces.pdf import ABIME, relier

EXTENSIONS = {"application/pdf": ".pdf", "image/jpeg": ".jpg"}
PDF = EXTENSIONS["application/pdf"]


@dataclass(frozen=True)
class Sortie:
    """Un document prêt à sortir. `contenu` vide : rien n'a pu être lu. `perdues` : ses pages que le
    stockage n'a pas rendues."""

    contenu: bytes
    extension: str
    perdues: int


@dataclass(frozen=True)
class Recu:
    """Un document : ses pages, dans l'ordre, du même auteur et dans le même état."""

    pages: tuple[PieceJointe, ...]

    @property
    def premiere(self) -> PieceJointe:
        return self.pages[0]

    @property
    def nb_pages(self) -> int:
        return sum(page.nb_pages for page in self.pages)

    def sortir(self) -> Sortie:
        """Le fichier même s'il est seul, un PDF relié sinon. Ne lève rien d'un fichier absent."""
        lues = [lue for page in self.pages if (lue := _lire(page))]
        perdues = len(self.pages) - len(lues)
        if not lues:
            return Sortie(b"", PDF, perdues)
        if len(self.pages) == 1:
            contenu, type_contenu = lues[0]
            return Sortie(contenu, EXTENSIONS[type_contenu], perdues)
        try:
            return Sortie(relier(lues), PDF, perdues)
        except (*ABIME, OSError):
            # Abîmé depuis, sur le disque : les autres documents sortent quand même.
            return Sortie(b"", PDF, len(self.pages))


def _lire(page: PieceJointe) -> tuple[bytes, str] | None:
    try:
        return page.lire()
    except OSError:
        return None


def recus(dossiers: Collection[int], attendues: Collection[int]) -> list[Recu]:
    """Ceux de ces dossiers, dans un ordre qui ne change pas d'une fois à l'autre. Une lecture."""
    pages = (
        PieceJointe.objects.filter(dossier__in=dossiers, attendue__in=attendues)
        .exclude(etat="refusee")
        .select_related("attendue", "personne")
        .defer("personne__photo")
        .order_by("dossier", "attendue__rang", "attendue", "personne", "etat", "rang", "pk")
    )
    groupes = groupby(pages, key=lambda p: (p.dossier_id, p.attendue_id, p.personne_id, p.etat))
    return [Recu(tuple(groupe)) for _, groupe in groupes]


def sortes_recues(campagne: Campagne) -> list[tuple[PieceAttendue, int]]:
    """Chaque sorte de document reçue, même si elle ne se demande plus, et pour combien d'élèves."""
    presents = Dossier.objects.filter(campagne=campagne).presents()
    nombres = dict(
        PieceJointe.objects.filter(attendue__campagne=campagne, dossier__in=presents)
        .exclude(etat="refusee")
        .order_by()
        .values_list("attendue")
        .annotate(Count("dossier", distinct=True))
    )
    sortes = PieceAttendue.objects.filter(pk__in=nombres).order_by("rang", "pk")
    return [(attendue, nombres[attendue.pk]) for attendue in sortes]
