import io

import pikepdf
import pytest
from PIL import Image

from dossiersco.espace_agent.tests.donnees import (
    creer_campagne,
    creer_dossier,
    deposer,
    responsables,
)
from dossiersco.pieces import actions
from dossiersco.pieces.rotation import tourner


def jpeg():
    """Rouge en haut à gauche, bleu partout ailleurs."""
    image = Image.new("RGB", (40, 20), "blue")
    image.paste("red", (0, 0, 10, 10))
    sortie = io.BytesIO()
    image.save(sortie, "JPEG")
    return sortie.getvalue()


def test_une_photo_tourne_dans_le_sens_des_aiguilles():
    with Image.open(io.BytesIO(tourner(jpeg(), "image/jpeg"))) as tournee:
        assert tournee.size == (20, 40)
        rouge = tournee.convert("RGB").getpixel((17, 3))
    assert rouge[0] > 200 and rouge[2] < 80


def test_chaque_page_d_un_pdf_tourne():
    pdf, sortie = pikepdf.new(), io.BytesIO()
    for _ in range(2):
        pdf.add_blank_page()
    pdf.save(sortie)
    with pikepdf.open(io.BytesIO(tourner(sortie.getvalue(), "application/pdf"))) as tourne:
        assert [int(page.obj.Rotate) for page in tourne.pages] == [90, 90]


@pytest.mark.django_db
def test_la_rotation_se_garde_et_l_ancien_fichier_disparait(django_capture_on_commit_callbacks):
    dossier = creer_dossier(creer_campagne())
    piece = deposer(dossier, responsables(dossier)[0])
    depot, ancien, empreinte = piece.fichier.storage, piece.fichier.name, piece.sha256
    with django_capture_on_commit_callbacks(execute=True):
        actions.tourner(piece)
    piece.refresh_from_db()
    with Image.open(io.BytesIO(piece.lire()[0])) as image:
        assert image.size == (30, 40)
    assert not depot.exists(ancien)
    assert piece.sha256 == empreinte
