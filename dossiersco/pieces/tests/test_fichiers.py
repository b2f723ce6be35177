"""Ne garder d'un fichier que ce qu'il montre."""

import io
import time

import pikepdf
import pytest
from PIL import Image

from dossiersco.pieces.fichiers import (
    COTE_MAXIMUM,
    POIDS_VISE,
    FichierImpossible,
    assainir,
)
from dossiersco.pieces.pdf import PAGES_MAXIMUM, relier
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
        (fichiers.png(), "image/jpeg"),
        (fichiers.image("WEBP"), "image/jpeg"),
        (fichiers.heic(), "image/jpeg"),
        (fichiers.pdf(), "application/pdf"),
    ],
)
def test_un_bon_fichier_est_garde_en_jpeg_ou_en_pdf(contenu, type_contenu):
    assert assainir(io.BytesIO(contenu)).type_contenu == type_contenu


def test_une_photo_perd_sa_position_et_se_remet_droite():
    sain = assainir(io.BytesIO(fichiers.jpeg_geolocalise()))
    with Image.open(io.BytesIO(sain.contenu)) as image:
        assert image.size == (40, 60)
        assert not image.getexif()
    assert "secrète".encode() not in sain.contenu


@pytest.mark.parametrize("forme", ["JPEG", "PNG", "WEBP", "HEIF"])
def test_aucun_format_ne_laisse_passer_la_position(forme):
    exif = fichiers.position().tobytes()
    recu = fichiers.image(forme, exif=exif)
    assert b"CANARI-GPS" in recu
    contenu = assainir(io.BytesIO(recu)).contenu
    assert b"CANARI" not in contenu
    assert b"Exif" not in contenu


@pytest.mark.parametrize("orientation", range(1, 9))
def test_une_photo_est_remise_a_l_endroit(orientation):
    sain = assainir(io.BytesIO(fichiers.jpeg_tourne(orientation)))
    with Image.open(io.BytesIO(sain.contenu)) as image:
        assert image.size == (64, 32)
        rouge, vert, _ = image.getpixel((4, 4))
        assert rouge > 200 and vert < 80
        assert min(image.getpixel((60, 4))) > 200


def test_une_bombe_de_48_ko_est_refusee_sans_etre_ouverte():
    bombe = fichiers.png_geant()
    assert 40_000 < len(bombe) < 60_000
    debut = time.perf_counter()
    with pytest.raises(FichierImpossible, match="trop grande"):
        assainir(io.BytesIO(bombe))
    assert time.perf_counter() - debut < 1


def test_une_photo_chargee_est_allegee():
    bruit = io.BytesIO()
    Image.effect_noise((2400, 1800), 6).convert("RGB").save(bruit, "JPEG", quality=98)
    assert bruit.tell() > 2 * POIDS_VISE
    assert len(assainir(io.BytesIO(bruit.getvalue())).contenu) <= POIDS_VISE


def test_un_texte_sur_fond_transparent_reste_lisible():
    transparent = io.BytesIO()
    Image.new("RGBA", (20, 20), (0, 0, 0, 0)).save(transparent, "PNG")
    with Image.open(io.BytesIO(assainir(io.BytesIO(transparent.getvalue())).contenu)) as image:
        assert min(image.getpixel((10, 10))) > 250


def test_les_pages_sont_reliees_dans_l_ordre_sans_rien_perdre_de_la_photo():
    couchee, debout = fichiers.jpeg((60, 40)), fichiers.jpeg((40, 60))
    suite = [
        (couchee, "image/jpeg"),
        (fichiers.pdf(), "application/pdf"),
        (debout, "image/jpeg"),
    ]
    with pikepdf.open(io.BytesIO(relier(suite))) as document:
        assert len(document.pages) == 3
        tailles = [[int(cote) for cote in page.MediaBox[2:]] for page in document.pages]
        assert (tailles[0], tailles[2]) == ([842, 595], [595, 842])
        assert document.pages[0].Resources.XObject.Photo.read_raw_bytes() == couchee


def test_un_pdf_dit_son_nombre_de_pages():
    assert assainir(io.BytesIO(fichiers.pdf())).nb_pages == 1


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
