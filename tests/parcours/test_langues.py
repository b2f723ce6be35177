"""Lire aussi en arabe, en chinois : sous le français, dans son sens, sans rien qui déborde."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.parcours.college import Decor
from tests.parcours.outils import Gestes, verifier_axe
from tests.parcours.pas import bouton, changer_de_page, suivre_l_invitation

Ouvrir = Callable[..., Page]
ETAPES = ("eleve", "moi", "adultes", "options", "regime", "pieces", "revue", "courriel")


def choisir(page: Page, nom: str) -> None:
    page.locator(".sco-langues > summary").click()
    page.get_by_role("button", name=nom).click()
    page.locator(".sco-traduction").first.wait_for()


@pytest.mark.parametrize(("nom", "code"), [("العربية", "ar"), ("中文", "zh-Hans")])
def test_tout_le_parcours_se_lit_dans_une_autre_langue(
    decor: Decor, ouvrir: Ouvrir, nom: str, code: str
) -> None:
    page = ouvrir()
    page.goto("/")
    page.locator(".sco-langues > summary").click()
    verifier_axe(page, "langues-menu")
    page.get_by_role("button", name=nom).click()
    page.locator(".sco-traduction").first.wait_for()
    verifier_axe(page, f"langues-{code}-accueil")
    suivre_l_invitation(page, decor, decor.cas.separes[0], Gestes())
    dossier = page.url
    verifier_axe(page, f"langues-{code}-dossier")
    for etape in ETAPES:
        page.goto(f"{dossier}{etape}/")
        verifier_axe(page, f"langues-{code}-{etape}")
    page.goto(f"{dossier}adultes/contact/")
    changer_de_page(bouton(page, "Enregistrer"))
    verifier_axe(page, f"langues-{code}-erreur")
    sens = page.locator(".sco-traduction").first.get_attribute("dir")
    assert sens == ("rtl" if code == "ar" else "ltr")


def test_la_langue_choisie_chez_soi_se_retrouve_sur_un_autre_appareil(
    decor: Decor, ouvrir: Ouvrir
) -> None:
    telephone, ordinateur = ouvrir(), ouvrir({"width": 1280, "height": 900})
    suivre_l_invitation(telephone, decor, decor.cas.separes[0], Gestes())
    choisir(telephone, "Türkçe")
    suivre_l_invitation(ordinateur, decor, decor.cas.separes[0], Gestes())
    assert ordinateur.locator("h1 .sco-traduction").get_attribute("lang") == "tr"
    verifier_axe(ordinateur, "langues-tr-dossier")
