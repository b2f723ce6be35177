"""Ce qui se voit d'un PDF reçu : ses pages en images, dessinées une fois et gardées à côté de lui.

Le navigateur refuse d'ouvrir un PDF dans la page. L'ouvrier le dessine donc, dans un processus aux
moyens comptés (`dessinateur`) : un fichier hostile n'arrête ni le site ni l'ouvrier. Toutes ses
pages, ou aucune ; sans dessin, le PDF s'ouvre à côté.
"""

import io
import logging
from zipfile import ZIP_STORED, BadZipFile, ZipFile

from dossiersco.pieces import dessinateur, rotation
from dossiersco.pieces.models import PieceJointe
from dossiersco.pieces.stockage import ecrire
from dossiersco.siecle import a_l_abri
from dossiersco.siecle.lus import FichierRefuse

ATTENTE_MAX = 60
journal = logging.getLogger(__name__)


class PageAbsente(Exception):
    """Ce fichier n'a pas cette page, ou n'est pas dessiné."""


def dessiner(piece: PieceJointe) -> None:
    """Refaire ce qui est fait ne change rien."""
    if piece.est_image or piece.dessin:
        return
    lu = str(piece.fichier.name)
    dessin = _dessiner(piece.lire()[0], piece.nb_pages)
    if not dessin:
        journal.warning("La pièce %d ne se dessine pas et s’ouvrira à côté.", piece.pk)
        return
    nom = ecrire(piece, dessin)
    # UPDATE conditionnel : retiré, tourné ou dessiné entre-temps, ce dessin n'est plus le sien.
    encore = PieceJointe.objects.filter(pk=piece.pk, fichier=lu, dessin="")
    if not encore.update(dessin=nom):
        piece.dessin.storage.delete(nom)


def _dessiner(contenu: bytes, nb_pages: int) -> bytes:
    """Le zip des pages, vide s'il en manque une."""
    try:
        dessin = a_l_abri.lire(
            dessinateur, contenu, attente=ATTENTE_MAX, refus={dessinateur.DEMESURE: ""}, sinon=""
        )
        return dessin if len(_pages(dessin)) == nb_pages else b""
    except (FichierRefuse, BadZipFile):
        return b""


def page(piece: PieceJointe, rang: int) -> bytes:
    """Le JPEG d'une page, la première étant 1. Lève `PageAbsente`."""
    if rang not in piece.pages_dessinees:
        raise PageAbsente
    with piece.dessin.open("rb") as fichier, ZipFile(fichier) as pages:
        return pages.read(str(rang))


def tourner(piece: PieceJointe) -> bytes:
    """Le dessin tourné comme le PDF : redessiner prendrait le temps d'un ouvrier."""
    with piece.dessin.open("rb") as fichier:
        pages = _pages(fichier.read())
    sortie = io.BytesIO()
    with ZipFile(sortie, "w", ZIP_STORED) as tournees:
        for nom, jpeg in pages.items():
            tournees.writestr(nom, rotation.tourner(jpeg, "image/jpeg"))
    return sortie.getvalue()


def _pages(dessin: bytes) -> dict[str, bytes]:
    with ZipFile(io.BytesIO(dessin)) as pages:
        return {nom: pages.read(nom) for nom in pages.namelist()}
