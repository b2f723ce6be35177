"""Dessine les pages d'un PDF lu sur l'entrée standard : le travail d'un processus à part.

Un PDF de quelques kilo-octets peut demander des heures ou des téraoctets. Ce processus a donc peu
de mémoire et peu de temps ; s'il meurt, lui seul meurt. `dessins` le lance.

Sortie : un zip, un JPEG par page, nommés « 1 », « 2 »… Toutes les pages, ou rien.
"""

import io
import resource
import sys
from typing import Any
from zipfile import ZipFile

import pypdfium2
from PIL import Image

MEMOIRE_MAX = 768 * 1024 * 1024
SECONDES_MAX = 30
# Quelle que soit la page annoncée, un timbre ou un stade : de quoi lire une feuille A4 à l'écran.
COTE = 1600
QUALITE = 75
# Ce que le disque garde d'un PDF en plus de lui.
POIDS_MAX = 20_000_000

ILLISIBLE, DEMESURE = 2, 3


def principale() -> int:
    resource.setrlimit(resource.RLIMIT_AS, (MEMOIRE_MAX, MEMOIRE_MAX))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDES_MAX, SECONDES_MAX))
    sortie = io.BytesIO()
    try:
        document = pypdfium2.PdfDocument(sys.stdin.buffer.read())
        with ZipFile(sortie, "w") as pages:
            for numero, page in enumerate(document, 1):
                pages.writestr(str(numero), _jpeg(_dessiner(page)))
                if sortie.tell() > POIDS_MAX:
                    return DEMESURE
    except MemoryError:
        return DEMESURE
    except (pypdfium2.PdfiumError, ArithmeticError, ValueError, OSError):
        return ILLISIBLE
    sys.stdout.buffer.write(sortie.getvalue())
    return 0


def _dessiner(page: Any) -> Image.Image:
    dessin: Image.Image = page.render(scale=COTE / max(page.get_size())).to_pil()
    return dessin.convert("RGB")


def _jpeg(dessin: Image.Image) -> bytes:
    sortie = io.BytesIO()
    dessin.save(sortie, "JPEG", quality=QUALITE)
    return sortie.getvalue()


if __name__ == "__main__":
    sys.exit(principale())
