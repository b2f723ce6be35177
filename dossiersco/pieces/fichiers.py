"""Ne garder d'un fichier reçu que ce qu'il montre : on le décode, puis on le réécrit.

L'extension et le type annoncé ne comptent pas. Réécrire ôte la position GPS d'une photo (c'est une
adresse), tout code caché derrière un en-tête d'image, et remet la photo à l'endroit.
"""

import hashlib
import io
import struct
import warnings
from dataclasses import dataclass
from typing import IO

import pi_heif
from PIL import Image, ImageOps, UnidentifiedImageError

from dossiersco.pieces.pdf import PdfImpossible, nettoyer

TAILLE_MAXIMUM = 10_000_000
COTE_MAXIMUM = 2000
# Ce que pèse une page lisible. Une page très chargée reste au-dessus plutôt que de devenir floue.
POIDS_VISE = 400_000
QUALITES = (85, 75, 65, 55)
FORMATS = ("JPEG", "PNG", "WEBP", "HEIF")
# 40 millions de points : au-delà de tout téléphone courant, en deçà de ce qui épuise la mémoire.
Image.MAX_IMAGE_PIXELS = 40_000_000
pi_heif.register_heif_opener()


class FichierImpossible(Exception):
    """Le fichier n'est pas gardé ; le message dit à la famille que faire."""


@dataclass(frozen=True)
class FichierSain:
    contenu: bytes
    type_contenu: str
    nb_pages: int = 1

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.contenu).hexdigest()


def assainir(flux: IO[bytes]) -> FichierSain:
    """Rend le document réécrit en JPEG ou en PDF, ou lève `FichierImpossible`."""
    recu = flux.read(TAILLE_MAXIMUM + 1)
    if not recu:
        raise FichierImpossible("Ce fichier est vide. Choisissez-en un autre.")
    if len(recu) > TAILLE_MAXIMUM:
        raise FichierImpossible(
            "Ce fichier dépasse 10 Mo. Prenez une photo moins grande, ou envoyez moins de pages."
        )
    if not recu.startswith(b"%PDF-"):
        return _image(recu)
    try:
        contenu, nb_pages = nettoyer(recu)
    except PdfImpossible as erreur:
        raise FichierImpossible(str(erreur)) from erreur
    return FichierSain(contenu, "application/pdf", nb_pages)


def _image(recu: bytes) -> FichierSain:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(recu), formats=FORMATS) as image:
                # Décoder un JPEG directement en petit coûte quatre fois moins.
                image.draft("RGB", (COTE_MAXIMUM, COTE_MAXIMUM))
                return FichierSain(_reecrire(ImageOps.exif_transpose(image)), "image/jpeg")
    except UnidentifiedImageError as erreur:
        raise FichierImpossible(
            "Ce fichier n’est ni une photo (JPEG, PNG, HEIC, WebP) ni un PDF. "
            "Prenez le document en photo avec votre téléphone."
        ) from erreur
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as erreur:
        raise FichierImpossible(
            "Cette image est trop grande. Prenez une photo du document avec votre téléphone."
        ) from erreur
    # Un EXIF tordu lève selon son défaut, libheif aussi.
    except (OSError, SyntaxError, ValueError, TypeError, RuntimeError, struct.error) as erreur:
        raise FichierImpossible(
            "Cette photo est abîmée : elle ne s’ouvre pas. Prenez-la de nouveau."
        ) from erreur


def _reecrire(image: Image.Image) -> bytes:
    image.thumbnail((COTE_MAXIMUM, COTE_MAXIMUM))
    # Commentaires et profils compris : Pillow les recopierait.
    image.info.clear()
    opaque = _sur_fond_blanc(image)
    for qualite in QUALITES:
        sortie = io.BytesIO()
        opaque.save(sortie, "JPEG", quality=qualite)
        if sortie.tell() <= POIDS_VISE:
            break
    return sortie.getvalue()


def _sur_fond_blanc(image: Image.Image) -> Image.Image:
    """Un texte noir sur fond transparent deviendrait noir sur noir."""
    if not image.has_transparency_data:
        return image.convert("RGB")
    couleurs = image.convert("RGBA")
    return Image.alpha_composite(Image.new("RGBA", image.size, "white"), couleurs).convert("RGB")
