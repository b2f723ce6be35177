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

import pikepdf
from PIL import Image, ImageOps, UnidentifiedImageError

TAILLE_MAXIMUM = 10_000_000
PAGES_MAXIMUM = 60
PHOTOS_D_IPHONE = {b"ftypheic", b"ftypheix", b"ftypmif1", b"ftypmsf1", b"ftyphevc"}
COTE_MAXIMUM = 2000
# 40 millions de points : au-delà de tout téléphone courant, en deçà de ce qui épuise la mémoire.
Image.MAX_IMAGE_PIXELS = 40_000_000

# D'une page de PDF, ce qui se voit. Le reste (liens, scripts, fichiers joints) n'est pas repris.
_CLES_DE_PAGE = {"/Type", "/Parent", "/Contents", "/Resources", "/MediaBox", "/CropBox", "/Rotate"}
_ACTIONS_HOSTILES = {"/JavaScript", "/Launch", "/ImportData", "/SubmitForm"}


class FichierImpossible(Exception):
    """Le fichier n'est pas gardé ; le message dit à la famille que faire."""


@dataclass(frozen=True)
class FichierSain:
    contenu: bytes
    type_contenu: str

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.contenu).hexdigest()


def assainir(flux: IO[bytes]) -> FichierSain:
    """Rend le document réécrit en JPEG, PNG ou PDF, ou lève `FichierImpossible`."""
    recu = flux.read(TAILLE_MAXIMUM + 1)
    if not recu:
        raise FichierImpossible("Ce fichier est vide. Choisissez-en un autre.")
    if len(recu) > TAILLE_MAXIMUM:
        raise FichierImpossible(
            "Ce fichier dépasse 10 Mo. Prenez une photo moins grande, ou envoyez moins de pages."
        )
    if recu[4:12] in PHOTOS_D_IPHONE:
        raise FichierImpossible(
            "Cette photo est au format HEIC de l’iPhone, que nous ne savons pas ouvrir. "
            "Envoyez-la depuis l’iPhone, ou faites une capture d’écran de la photo."
        )
    if recu.startswith(b"%PDF-"):
        return FichierSain(_pdf(recu), "application/pdf")
    return _image(recu)


def _image(recu: bytes) -> FichierSain:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(recu), formats=("JPEG", "PNG")) as image:
                # Décoder un JPEG directement en petit coûte quatre fois moins.
                image.draft("RGB", (COTE_MAXIMUM, COTE_MAXIMUM))
                return _reecrire(ImageOps.exif_transpose(image), image.format or "")
    except UnidentifiedImageError as erreur:
        raise FichierImpossible(
            "Ce fichier n’est ni une photo (JPEG, PNG) ni un PDF. "
            "Prenez le document en photo avec votre téléphone."
        ) from erreur
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as erreur:
        raise FichierImpossible(
            "Cette image est trop grande. Prenez une photo du document avec votre téléphone."
        ) from erreur
    # Un EXIF tordu lève selon son défaut.
    except (OSError, SyntaxError, ValueError, TypeError, struct.error) as erreur:
        raise FichierImpossible(
            "Cette photo est abîmée : elle ne s’ouvre pas. Prenez-la de nouveau."
        ) from erreur


def _reecrire(image: Image.Image, format_recu: str) -> FichierSain:
    image.thumbnail((COTE_MAXIMUM, COTE_MAXIMUM))
    # Commentaires et profils compris : Pillow les recopierait.
    image.info.clear()
    sortie = io.BytesIO()
    if format_recu == "PNG":
        image.convert("RGBA" if "A" in image.getbands() else "RGB").save(sortie, "PNG")
        return FichierSain(sortie.getvalue(), "image/png")
    image.convert("RGB").save(sortie, "JPEG", quality=85)
    return FichierSain(sortie.getvalue(), "image/jpeg")


def _pdf(recu: bytes) -> bytes:
    try:
        with pikepdf.open(io.BytesIO(recu)) as pdf:
            _refuser_le_pdf_actif(pdf)
            return _recopier_les_pages(pdf)
    except pikepdf.PasswordError as erreur:
        raise FichierImpossible(
            "Ce PDF est protégé par un mot de passe. Enregistrez-le sans mot de passe, "
            "ou prenez le document en photo."
        ) from erreur
    # Un PDF tordu lève selon son défaut : un objet d'un autre type que le sien, une clé absente…
    except (
        pikepdf.PdfError,
        RuntimeError,
        TypeError,
        ValueError,
        KeyError,
        AttributeError,
    ) as erreur:
        raise FichierImpossible(
            "Ce PDF est abîmé : il ne s’ouvre pas. Enregistrez-le de nouveau, "
            "ou prenez le document en photo."
        ) from erreur


def _refuser_le_pdf_actif(pdf: pikepdf.Pdf) -> None:
    racine = pdf.Root
    noms = racine.get("/Names", pikepdf.Dictionary())
    formulaire = racine.get("/AcroForm", pikepdf.Dictionary())
    cache = any(cle in noms for cle in ("/JavaScript", "/EmbeddedFiles"))
    if cache or "/XFA" in formulaire or _est_hostile(racine.get("/OpenAction")):
        raise FichierImpossible(
            "Ce PDF contient un programme ou des fichiers cachés. Imprimez-le en PDF, "
            "ou prenez le document en photo."
        )
    if len(pdf.pages) > PAGES_MAXIMUM:
        raise FichierImpossible(
            f"Ce PDF a plus de {PAGES_MAXIMUM} pages. N’envoyez que les pages utiles."
        )


def _est_hostile(action: pikepdf.Object | None) -> bool:
    """Aller à une page est courant et sans danger ; exécuter quelque chose ne l'est pas."""
    return isinstance(action, pikepdf.Dictionary) and str(action.get("/S")) in _ACTIONS_HOSTILES


def _recopier_les_pages(pdf: pikepdf.Pdf) -> bytes:
    """Un PDF neuf, avec ce que montrent les pages ; les champs remplis y sont aplatis."""
    pdf.flatten_annotations(mode="")
    neuf = pikepdf.new()
    neuf.pages.extend(pdf.pages)
    for page in neuf.pages:
        for cle in set(page.obj.keys()) - _CLES_DE_PAGE:
            del page.obj[cle]
    sortie = io.BytesIO()
    neuf.save(sortie)
    return sortie.getvalue()
