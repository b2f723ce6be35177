"""Un document reçu, prêt à montrer : ses fichiers, et ses pages une à une."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from operator import attrgetter

from django.urls import reverse

from dossiersco.espace_agent.noms import Noms
from dossiersco.pieces.models import PieceJointe


@dataclass(frozen=True)
class Page:
    """`numero` : sa place dans le document. `rang` : dans son PDF ; 0 d'un fichier tel quel."""

    piece: PieceJointe
    numero: int
    rang: int

    @property
    def se_montre(self) -> bool:
        """Un PDF pas encore dessiné s'ouvre à côté, d'un bloc."""
        return self.piece.est_image or self.rang > 0

    @property
    def adresse(self) -> str:
        if self.rang:
            return reverse("espace_agent:piece_page", args=[self.piece.pk, self.rang])
        return reverse("espace_agent:piece", args=[self.piece.pk])


@dataclass(frozen=True)
class Document:
    """`pieces` : ses fichiers, dans l'ordre ; on en décide une fois pour toutes."""

    pieces: list[PieceJointe]
    nom: str
    auteur: str
    etat: str
    a_decider: bool

    @property
    def piece(self) -> PieceJointe:
        return self.pieces[0]

    @property
    def nb_pages(self) -> int:
        return sum(piece.nb_pages for piece in self.pieces)

    @cached_property
    def pages(self) -> list[Page]:
        debuts = accumulate((piece.nb_pages for piece in self.pieces), initial=1)
        return [
            Page(piece, debut + max(rang - 1, 0), rang)
            for piece, debut in zip(self.pieces, debuts, strict=False)
            for rang in piece.pages_dessinees or (0,)
        ]

    @property
    def en_pdf(self) -> str:
        """L'adresse de tout le document ; vide d'une photo seule."""
        if len(self.pieces) > 1:
            return reverse("espace_agent:piece_entiere", args=[self.piece.pk])
        return "" if self.piece.est_image else reverse("espace_agent:piece", args=[self.piece.pk])


def documents(pieces: Iterable[PieceJointe], noms: Noms) -> list[Document]:
    """Les pages d'un même document, ensemble : comme `PieceJointe.objects.du_document`."""
    ensembles: dict[tuple[int, int | None, str], list[PieceJointe]] = {}
    for piece in sorted(pieces, key=attrgetter("pk")):
        clef = (piece.attendue_id, piece.personne_id, piece.etat)
        ensembles.setdefault(clef, []).append(piece)
    return [_document(pages, noms) for pages in ensembles.values()]


def _document(recues: list[PieceJointe], noms: Noms) -> Document:
    pieces = sorted(recues, key=attrgetter("rang", "pk"))
    piece = pieces[0]
    return Document(
        pieces=pieces,
        nom=piece.attendue.nom,
        auteur=noms.de(piece.personne_id),
        etat=piece.get_etat_display(),
        a_decider=piece.etat == "recue",
    )
