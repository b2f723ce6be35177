"""Les instruments eux-mêmes : un contrôle qui ne peut pas échouer ne contrôle rien."""

from io import BytesIO
from threading import Timer

import pytest
from PIL import Image
from playwright.sync_api import Page

from tests.parcours import captures
from tests.parcours.conftest import Ouvrir
from tests.parcours.outils import EnCours, Gestes, Trafic, verifier_axe


def test_une_image_sans_texte_est_une_violation(page_mobile: Page):
    page_mobile.set_content("<html lang='fr'><title>t</title><main><h1>t</h1><img src='data:,'>")
    with pytest.raises(AssertionError, match="image-alt"):
        verifier_axe(page_mobile, "essai")


def test_une_page_trop_large_est_refusee(page_mobile: Page):
    page_mobile.set_content(
        "<html lang='fr'><title>t</title><meta name='viewport' content='width=device-width'>"
        "<main><h1>t</h1><table width='900'><tr><td>x</table></main>"
    )
    with pytest.raises(AssertionError, match="déborde"):
        verifier_axe(page_mobile, "essai")


def test_une_image_gardee_est_legere():
    image = Image.open(BytesIO(captures.alleger(Image.effect_noise((390, 3000), 90), 300)))
    assert (image.width, image.height, image.mode) == (390, 300, "P")


def test_les_gestes_se_comptent(page_mobile: Page):
    page_mobile.set_content("<input aria-label='a'><button>b</button>")
    gestes = Gestes()
    gestes.saisir(page_mobile.get_by_label("a"), "0639980001")
    gestes.toucher(page_mobile.get_by_role("button"))
    assert (gestes.touches, gestes.caracteres) == (2, 10)


def test_le_trafic_se_compte(page_mobile: Page):
    trafic = Trafic(page_mobile)
    page_mobile.goto("/nulle-part")
    assert len(trafic.requetes) == 3
    assert trafic.octets > 1000


@pytest.mark.parametrize("largeur", [390, 1280])
def test_une_adresse_inconnue_dit_quoi_faire(ouvrir: Ouvrir, largeur: int):
    page = ouvrir({"width": largeur, "height": 844})
    assert page.goto("/nulle-part").status == 404
    assert page.get_by_role("link", name="revenez à l’accueil").is_visible()
    verifier_axe(page, "page-introuvable")


def test_le_premier_tab_mene_au_contenu(page_large: Page):
    page_large.goto("/nulle-part")
    page_large.keyboard.press("Tab")
    page_large.keyboard.press("Enter")
    assert page_large.evaluate("document.activeElement.id") == "contenu"


def test_la_base_attend_la_derniere_demande():
    en_cours = EnCours()
    en_cours.commence()
    Timer(0.1, en_cours.finit).start()
    en_cours.attendre()
    assert en_cours.nombre == 0


def test_une_demande_sans_fin_se_dit():
    en_cours = EnCours()
    en_cours.commence()
    with pytest.raises(AssertionError, match="1 demandes sans fin"):
        en_cours.attendre(secondes=0.1)
