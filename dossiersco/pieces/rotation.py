"""Remettre un document à l'endroit : d'un quart de tour, dans le sens des aiguilles."""

import io

import pikepdf
from PIL import Image

QUALITE = 90


def tourner(contenu: bytes, type_contenu: str) -> bytes:
    """Rend le fichier tourné, du même type (JPEG ou PDF, déjà assaini)."""
    sortie = io.BytesIO()
    if type_contenu == "application/pdf":
        with pikepdf.open(io.BytesIO(contenu)) as pdf:
            for page in pdf.pages:
                page.rotate(90, relative=True)
            pdf.save(sortie)
    else:
        with Image.open(io.BytesIO(contenu), formats=("JPEG",)) as image:
            image.transpose(Image.Transpose.ROTATE_270).save(sortie, "JPEG", quality=QUALITE)
    return sortie.getvalue()
