"""Les PDF reçus, vérifiés puis recopiés ; et les pages d'un document, reliées en un seul PDF."""

import io
from collections.abc import Iterable

import pikepdf
from PIL import Image

PAGES_MAXIMUM = 60
# A4, en points : ce que l'imprimante du collège attend.
A4 = (595, 842)

# D'une page de PDF, ce qui se voit. Le reste (liens, scripts, fichiers joints) n'est pas repris.
_CLES_DE_PAGE = {"/Type", "/Parent", "/Contents", "/Resources", "/MediaBox", "/CropBox", "/Rotate"}
_ACTIONS_HOSTILES = {"/JavaScript", "/Launch", "/ImportData", "/SubmitForm"}
_QUE_FAIRE = "Imprimez-le en PDF, ou prenez le document en photo."
# Un PDF tordu lève selon son défaut : un objet d'un autre type que le sien, une clé absente…
ABIME = (pikepdf.PdfError, RuntimeError, TypeError, ValueError, KeyError, AttributeError)


class PdfImpossible(Exception):
    """Le PDF n'est pas gardé ; le message dit à la famille que faire."""


def nettoyer(recu: bytes) -> tuple[bytes, int]:
    """Rend le PDF recopié page à page et son nombre de pages, ou lève `PdfImpossible`."""
    try:
        with pikepdf.open(io.BytesIO(recu)) as pdf:
            _refuser_le_pdf_actif(pdf)
            return _recopier_les_pages(pdf), len(pdf.pages)
    except pikepdf.PasswordError as erreur:
        raise PdfImpossible(
            "Ce PDF est protégé par un mot de passe. Enregistrez-le sans mot de passe, "
            "ou prenez le document en photo."
        ) from erreur
    except ABIME as erreur:
        raise PdfImpossible(
            "Ce PDF est abîmé : il ne s’ouvre pas. Enregistrez-le de nouveau, "
            "ou prenez le document en photo."
        ) from erreur


def _refuser_le_pdf_actif(pdf: pikepdf.Pdf) -> None:
    racine = pdf.Root
    noms = racine.get("/Names", pikepdf.Dictionary())
    if "/EmbeddedFiles" in noms:
        raise PdfImpossible(f"Ce PDF contient des fichiers cachés. {_QUE_FAIRE}")
    if "/JavaScript" in noms or _est_hostile(racine.get("/OpenAction")):
        raise PdfImpossible(f"Ce PDF contient un programme. {_QUE_FAIRE}")
    if "/XFA" in racine.get("/AcroForm", pikepdf.Dictionary()):
        raise PdfImpossible(f"Ce PDF est un formulaire à remplir, qui ne se lit pas. {_QUE_FAIRE}")
    if not len(pdf.pages):
        raise PdfImpossible("Ce PDF n’a aucune page. Choisissez-en un autre.")
    if len(pdf.pages) > PAGES_MAXIMUM:
        raise PdfImpossible(
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
    return _ecrire(neuf)


def relier(fichiers: Iterable[tuple[bytes, str]]) -> bytes:
    """Un seul PDF de fichiers sains, (contenu, type), dans l'ordre. Une photo n'y perd rien."""
    relie = pikepdf.new()
    for contenu, type_contenu in fichiers:
        if type_contenu == "application/pdf":
            with pikepdf.open(io.BytesIO(contenu)) as pdf:
                relie.pages.extend(pdf.pages)
        else:
            _ajouter_la_photo(relie, contenu)
    return _ecrire(relie)


def _ajouter_la_photo(relie: pikepdf.Pdf, jpeg: bytes) -> None:
    """Le JPEG est mis tel quel dans la page : le recompresser le rendrait flou."""
    with Image.open(io.BytesIO(jpeg), formats=("JPEG",)) as image:
        largeur, hauteur = image.size
    feuille = A4 if hauteur >= largeur else A4[::-1]
    echelle = min(feuille[0] / largeur, feuille[1] / hauteur)
    large, haut = largeur * echelle, hauteur * echelle
    photo = pikepdf.Stream(
        relie,
        jpeg,
        Type=pikepdf.Name.XObject,
        Subtype=pikepdf.Name.Image,
        Width=largeur,
        Height=hauteur,
        ColorSpace=pikepdf.Name.DeviceRGB,
        BitsPerComponent=8,
        Filter=pikepdf.Name.DCTDecode,
    )
    page = relie.add_blank_page(page_size=feuille)
    page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Photo=photo))
    x, y = (feuille[0] - large) / 2, (feuille[1] - haut) / 2
    dessin = f"q {large:.2f} 0 0 {haut:.2f} {x:.2f} {y:.2f} cm /Photo Do Q"
    page.Contents = relie.make_stream(dessin.encode())


def _ecrire(pdf: pikepdf.Pdf) -> bytes:
    sortie = io.BytesIO()
    pdf.save(sortie)
    return sortie.getvalue()
