"""Des fichiers comme il en arrive, bons et mauvais, fabriqués ici."""

import io
import struct
import zlib

import pikepdf
import pillow_heif
from PIL import Image


def jpeg(taille: tuple[int, int] = (60, 40), **options: object) -> bytes:
    sortie = io.BytesIO()
    Image.effect_mandelbrot(taille, (-2, -1.5, 1, 1.5), 20).convert("RGB").save(
        sortie, "JPEG", **options
    )
    return sortie.getvalue()


def png() -> bytes:
    sortie = io.BytesIO()
    Image.new("RGB", (40, 40), "white").save(sortie, "PNG")
    return sortie.getvalue()


def image(forme: str, taille: tuple[int, int] = (60, 40), **options: object) -> bytes:
    """La même photo, au format demandé (« WEBP », « HEIF »…)."""
    dessin = Image.effect_mandelbrot(taille, (-2, -1.5, 1, 1.5), 20).convert("RGB")
    sortie = io.BytesIO()
    if forme == "HEIF":
        pillow_heif.from_pillow(dessin).save(sortie, **options)
    else:
        dessin.save(sortie, forme, **options)
    return sortie.getvalue()


def heic(**options: object) -> bytes:
    """Une photo d'iPhone."""
    return image("HEIF", **options)


def position() -> Image.Exif:
    """La position GPS d'une photo est une adresse ; son orientation, celle du téléphone."""
    exif = Image.Exif()
    exif[0x0112] = 6
    gps = exif.get_ifd(0x8825)
    gps[1], gps[2], gps[29] = "N", (50.0, 38.0, 14.7), "CANARI-GPS"
    exif[0x010E] = "12 rue secrète"
    return exif


def jpeg_geolocalise() -> bytes:
    return jpeg(exif=position())


def jpeg_tourne(orientation: int) -> bytes:
    """À l'endroit : rouge en haut à gauche. L'orientation 1 à 8 dit comment le capteur l'a pris."""
    droite = Image.new("RGB", (64, 32), "white")
    droite.paste("red", (0, 0, 16, 16))
    # L'inverse de ce que fera qui redresse la photo.
    inverses = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }
    if orientation in inverses:
        droite = droite.transpose(inverses[orientation])
    exif = Image.Exif()
    exif[0x0112] = orientation
    sortie = io.BytesIO()
    droite.save(sortie, "JPEG", quality=95, exif=exif)
    return sortie.getvalue()


def jpeg_tronque() -> bytes:
    entier = jpeg((400, 400))
    return entier[: len(entier) // 2]


def png_geant(cote: int = 20_000) -> bytes:
    """Une bombe : 48 ko, et 400 millions de points une fois ouverte."""
    entete = struct.pack(">IIBBBBB", cote, cote, 1, 0, 0, 0, 0)
    points = zlib.compress(b"\0" * (cote * (1 + cote // 8)), 9)
    morceaux = ((b"IHDR", entete), (b"IDAT", points), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(corps)) + nom + corps + struct.pack(">I", zlib.crc32(nom + corps))
        for nom, corps in morceaux
    )


def pdf(**enregistrement: object) -> bytes:
    document = pikepdf.new()
    document.add_blank_page()
    document.docinfo["/Author"] = "12 rue secrète"
    sortie = io.BytesIO()
    document.save(sortie, **enregistrement)
    return sortie.getvalue()


ROUGE_EN_HAUT_A_GAUCHE = b"1 0 0 rg 0 500 200 300 re f"


def pdf_dessine(
    *pages: bytes, cadre: tuple[float, float, float, float] = (0, 0, 600, 800)
) -> bytes:
    """Un PDF dont chaque page dessine ce qu'on lui dit, dans une feuille de ce cadre."""
    document = pikepdf.new()
    for dessin in pages:
        page = document.add_blank_page()
        page.obj.MediaBox = pikepdf.Array(cadre)
        page.Contents = document.make_stream(dessin)
    sortie = io.BytesIO()
    document.save(sortie)
    return sortie.getvalue()


def pdf_sans_fin() -> bytes:
    """Une figure qui en dessine mille, qui en dessinent chacune mille… sur six étages."""
    document = pikepdf.new()
    page = document.add_blank_page()
    etage, ressources = b"0 0 1 1 re f", pikepdf.Dictionary()
    for _ in range(6):
        figure = document.make_stream(
            etage,
            Type=pikepdf.Name.XObject,
            Subtype=pikepdf.Name.Form,
            BBox=pikepdf.Array([0, 0, 600, 800]),
            Resources=ressources,
        )
        etage = b"/F Do " * 1000
        ressources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(F=figure))
    page.Resources = ressources
    page.Contents = document.make_stream(etage)
    sortie = io.BytesIO()
    document.save(sortie)
    return sortie.getvalue()


def pdf_chiffre() -> bytes:
    return pdf(encryption=pikepdf.Encryption(owner="a", user="b"))


def _pdf_modifie(**racine: pikepdf.Object) -> bytes:
    document = pikepdf.new()
    document.add_blank_page()
    for cle, valeur in racine.items():
        document.Root[f"/{cle}"] = valeur
    sortie = io.BytesIO()
    document.save(sortie)
    return sortie.getvalue()


def pdf_avec_javascript() -> bytes:
    script = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
    return _pdf_modifie(OpenAction=script)


def pdf_avec_fichier_cache() -> bytes:
    return _pdf_modifie(Names=pikepdf.Dictionary(EmbeddedFiles=pikepdf.Dictionary()))


def pdf_a_formulaire_xfa() -> bytes:
    return _pdf_modifie(AcroForm=pikepdf.Dictionary(XFA=pikepdf.Array([])))


def pdf_tordu() -> bytes:
    """Des clés dont la valeur n'est pas du type attendu."""
    return _pdf_modifie(Names=pikepdf.Name.Rien, AcroForm=pikepdf.String("?"))


def pdf_a_page_active() -> bytes:
    """Du code dans la page et dans une annotation, sans rien au niveau du document."""
    document = pikepdf.new()
    page = document.add_blank_page()
    script = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert('CANARI')")
    page.obj["/AA"] = pikepdf.Dictionary(O=script)
    page.obj["/Annots"] = pikepdf.Array(
        [
            pikepdf.Dictionary(
                Type=pikepdf.Name.Annot,
                Subtype=pikepdf.Name.Link,
                Rect=pikepdf.Array([0, 0, 10, 10]),
                A=script,
            )
        ]
    )
    sortie = io.BytesIO()
    document.save(sortie)
    return sortie.getvalue()


def pdf_qui_ouvre_page_une() -> bytes:
    """L'action d'ouverture la plus courante : aller à une page."""
    return _pdf_modifie(OpenAction=pikepdf.Array([0, pikepdf.Name.Fit]))


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><script>alert(1)</script>"
GIF = b"GIF89a" + b"\0" * 100
TROP_GROS = b"%PDF-" + b"0" * 10_000_001

# Nom -> (octets, un mot de la phrase que lira la famille).
HOSTILES: dict[str, tuple[bytes, str]] = {
    "SVG": (SVG, "ni une photo"),
    "HTML": (HTML, "ni une photo"),
    "GIF": (GIF, "ni une photo"),
    "HEIC tronqué": (heic()[:-200], "abîmée"),
    "PNG géant": (png_geant(), "trop grande"),
    # Pillow n'en fait qu'un avertissement.
    "PNG d'un peu trop de points": (png_geant(8_000), "trop grande"),
    "JPEG tronqué": (jpeg_tronque(), "abîmée"),
    "vide": (b"", "vide"),
    "trop gros": (TROP_GROS, "10 Mo"),
    "PDF abîmé": (b"%PDF-1.7 rien", "abîmé"),
    "PDF chiffré": (pdf_chiffre(), "mot de passe"),
    "PDF avec JavaScript": (pdf_avec_javascript(), "programme"),
    "PDF avec fichier caché": (pdf_avec_fichier_cache(), "fichiers cachés"),
    "PDF à formulaire XFA": (pdf_a_formulaire_xfa(), "formulaire à remplir"),
}
