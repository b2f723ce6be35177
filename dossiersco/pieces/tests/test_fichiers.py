"""Ne garder d'un fichier que ce qu'il montre."""

import io

import pikepdf
import pytest
from PIL import Image

from dossiersco.pieces.fichiers import (
    COTE_MAXIMUM,
    PAGES_MAXIMUM,
    FichierImpossible,
    assainir,
)
from dossiersco.pieces.tests import fichiers_hostiles as fichiers


@pytest.mark.parametrize("nom", fichiers.HOSTILES)
def test_un_fichier_hostile_est_refuse_avec_sa_phrase(nom):
    contenu, phrase = fichiers.HOSTILES[nom]
    with pytest.raises(FichierImpossible, match=phrase):
        assainir(io.BytesIO(contenu))


@pytest.mark.parametrize(
    ("contenu", "type_contenu"),
    [
        (fichiers.jpeg(), "image/jpeg"),
        (fichiers.png(), "image/png"),
        (fichiers.pdf(), "application/pdf"),
    ],
)
def test_un_bon_fichier_est_garde_sous_son_vrai_type(contenu, type_contenu):
    assert assainir(io.BytesIO(contenu)).type_contenu == type_contenu


def test_une_photo_perd_sa_position_et_se_remet_droite():
    sain = assainir(io.BytesIO(fichiers.jpeg_geolocalise()))
    with Image.open(io.BytesIO(sain.contenu)) as image:
        assert image.size == (40, 60)
        assert not image.getexif()
    assert "secrète".encode() not in sain.contenu


def test_une_grande_photo_est_reduite():
    sain = assainir(io.BytesIO(fichiers.jpeg((3000, 100))))
    with Image.open(io.BytesIO(sain.contenu)) as image:
        assert max(image.size) <= COTE_MAXIMUM


def test_un_pdf_perd_ses_metadonnees():
    sain = assainir(io.BytesIO(fichiers.pdf()))
    with pikepdf.open(io.BytesIO(sain.contenu)) as document:
        assert "/Info" not in document.trailer


def test_du_code_colle_apres_une_image_ne_survit_pas():
    polyglotte = fichiers.jpeg() + fichiers.HTML
    assert b"<script>" not in assainir(io.BytesIO(polyglotte)).contenu


def test_un_pdf_trop_long_est_refuse():
    document = pikepdf.new()
    for _ in range(PAGES_MAXIMUM + 1):
        document.add_blank_page()
    sortie = io.BytesIO()
    document.save(sortie)
    with pytest.raises(FichierImpossible, match="pages"):
        assainir(io.BytesIO(sortie.getvalue()))


def test_le_code_d_une_page_de_pdf_n_est_pas_repris():
    sain = assainir(io.BytesIO(fichiers.pdf_a_page_active()))
    assert b"CANARI" not in sain.contenu
    with pikepdf.open(io.BytesIO(sain.contenu)) as document:
        assert not {"/AA", "/Annots"} & set(document.pages[0].obj.keys())


def test_un_pdf_qui_s_ouvre_a_une_page_est_accepte():
    assert assainir(io.BytesIO(fichiers.pdf_qui_ouvre_page_une())).type_contenu


def test_un_pdf_tordu_est_dit_abime():
    with pytest.raises(FichierImpossible, match="abîmé"):
        assainir(io.BytesIO(fichiers.pdf_tordu()))


def test_le_commentaire_d_une_photo_ne_survit_pas():
    sain = assainir(io.BytesIO(fichiers.jpeg(comment=b"12 rue secrete")))
    assert b"secrete" not in sain.contenu
