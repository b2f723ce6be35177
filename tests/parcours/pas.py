"""Les pas que plusieurs parcours refont, du point de vue de la personne."""

import re
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.parcours.college import MOT_DE_PASSE, Decor
from tests.parcours.outils import Gestes


def bouton(page: Page, nom: str) -> Locator:
    return page.locator("main").get_by_role("button", name=nom)


def lien(page: Page, nom: str) -> Locator:
    return page.locator("main").get_by_role("link", name=nom)


def changer_de_page(cible: Locator) -> None:
    """Un clic n'attend pas la page suivante : axe jugerait celle qu'on quitte."""
    with cible.page.expect_navigation():
        cible.click()


def suivre_l_invitation(page: Page, decor: Decor, id_siecle: str, gestes: Gestes) -> None:
    """Toucher le lien dans le message compte pour un geste."""
    gestes.touches += 1
    page.goto(decor.lien(id_siecle))
    gestes.toucher(bouton(page, "Continuer"))


def envoyer_un_document(rangee: Locator, gestes: Gestes, fichier: Path) -> None:
    """Avec JavaScript, choisir suffit ; sans, il reste à appuyer."""
    rangee.page.wait_for_load_state()
    gestes.joindre(rangee.locator("input[type=file]"), fichier)
    envoyer = rangee.get_by_role("button", name="Envoyer")
    if envoyer.is_visible():
        gestes.toucher(envoyer)
    expect(rangee).to_contain_text("Voir")


def signer(page: Page, gestes: Gestes) -> None:
    """Depuis la page de relecture."""
    gestes.toucher(page.locator("label", has_text=re.compile("certifie que ces")))
    gestes.toucher(bouton(page, "Signer et envoyer"))
    page.wait_for_url("**/recu/")


def entrer_au_college(page: Page, decor: Decor) -> None:
    page.goto("/connexion/")
    page.get_by_label("adresse électronique").fill(decor.agent.compte.mel or "")
    page.get_by_label("mot de passe").fill(MOT_DE_PASSE)
    bouton(page, "Se connecter").click()
    page.wait_for_url("**/agent/")
