"""Des photos et des PDF presque justes : un octet, un mot de travers, un à un, sans hasard."""

import io
import re
from collections.abc import Iterator

import pikepdf
from PIL import Image

# Ce qu'un nombre ou une référence d'un PDF peut devenir.
MOTS = (b"null", b"-1", b"(x)", b"[ ]", b"<< >>", b"1 0 R", b"99999999999999999999", b"/X")

# Trouvé en tirant au hasard : une page manque à l'appel et rien ne dit combien il y en a.
PDF_SANS_COMPTE = b"""%PDF-1.3
1 0 obj
<< /AcroForm << /Dests << /Names [ ] >> >> /Pages 3 0 R /Type /Catalog >>
3 0 obj
<< /Kids [ 6 0 R 7 0 R ] >>
7 0 obj
<< /Annots [ ] /MediaBox [ 0 0 612 792 ] >>
endobj
%% Original object ID: 5 0"""


def jpegs() -> Iterator[bytes]:
    """Une photo tournée et géolocalisée, dont chaque octet d'EXIF prend trois valeurs."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010E] = "12 rue"
    gps = exif.get_ifd(0x8825)
    gps[1], gps[2] = "N", (48.0, 1.0, 2.0)
    sortie = io.BytesIO()
    Image.new("RGB", (8, 8), "navy").save(sortie, "JPEG", exif=exif)
    entier = sortie.getvalue()
    debut = entier.index(b"Exif")
    for place in range(debut, debut + len(exif.tobytes())):
        for octet in (0, 2, 255):
            yield entier[:place] + bytes([octet]) + entier[place + 1 :]


def pdfs() -> Iterator[bytes]:
    """Un formulaire de deux pages : chaque nom, chaque valeur devient tour à tour autre chose."""
    yield PDF_SANS_COMPTE
    entier = _formulaire()
    for valeur in re.finditer(rb"/[A-Z]\w*|\d+ 0 R|(?<= )\d+(?=\n)", entier):
        for mot in MOTS:
            yield entier[: valeur.start()] + mot + entier[valeur.end() :]


def _formulaire() -> bytes:
    document = pikepdf.new()
    document.add_blank_page()
    page = document.add_blank_page()
    page.Contents = document.make_stream(b"0 0 m 9 9 l S")
    dessin = document.make_stream(
        b"0 0 m 9 9 l S",
        Type=pikepdf.Name.XObject,
        Subtype=pikepdf.Name.Form,
        BBox=pikepdf.Array([0, 0, 9, 9]),
    )
    champ = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot,
        Subtype=pikepdf.Name.Widget,
        FT=pikepdf.Name.Tx,
        T=pikepdf.String("nom"),
        Rect=pikepdf.Array([0, 0, 9, 9]),
        AP=pikepdf.Dictionary(N=dessin),
    )
    page.obj["/Annots"] = pikepdf.Array([document.make_indirect(champ)])
    document.Root.AcroForm = pikepdf.Dictionary(Fields=page.obj["/Annots"])
    sortie = io.BytesIO()
    document.save(sortie, qdf=True, compress_streams=False)
    return sortie.getvalue()
