import io

import pikepdf
import pytest
from django.urls import reverse

from dossiersco.espace_agent.tests.donnees import deposer, dossier_a_traiter, responsables
from dossiersco.pieces import actions as pieces


@pytest.fixture
def image(campagne):
    dossier = dossier_a_traiter(campagne)
    return deposer(dossier, responsables(dossier)[0])


def ouvrir(client, piece):
    reponse = client.get(reverse("espace_agent:piece", args=[piece.pk]))
    return reponse, b"".join(reponse.streaming_content)


def test_une_image_se_montre_sans_que_rien_ne_s_execute(secretaire, image):
    reponse, contenu = ouvrir(secretaire, image)
    assert contenu.startswith(b"\xff\xd8")
    assert reponse["Content-Type"] == "image/jpeg"
    assert reponse["X-Content-Type-Options"] == "nosniff"
    assert reponse["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert reponse["Cache-Control"] == "no-store"
    assert reponse["Content-Disposition"].startswith("inline")


def test_un_pdf_se_telecharge(secretaire, image):
    flux = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(flux)
    flux.seek(0)
    pdf = pieces.deposer(image.dossier, image.attendue, flux, par=image.personne)
    reponse, contenu = ouvrir(secretaire, pdf)
    assert contenu.startswith(b"%PDF-")
    assert reponse["Content-Disposition"].startswith("attachment")
    assert reponse["Content-Type"] == "application/pdf"
