"""Sans souris, en gros caractères, dans deux onglets : rien ne se perd, tout s'atteint."""

from collections.abc import Callable
from random import Random

from playwright.sync_api import BrowserContext, Page, expect

from dossiersco.demonstration.joueur import Partie
from dossiersco.dossiers.etats import Etat
from tests.parcours.college import MOT_DE_PASSE, Decor
from tests.parcours.outils import Gestes
from tests.parcours.pas import bouton, suivre_l_invitation

TABULATIONS = 120
ICI = """() => {
    const ici = document.activeElement
    const etiquettes = Array.from(ici.labels || [], e => e.textContent).join(" ")
    const cadre = getComputedStyle(ici).outlineStyle
    return {dit: `${etiquettes} ${ici.textContent}`.replace(/\\s+/g, " ").trim(), cadre}
}"""


def aller_a(page: Page, nom: str) -> None:
    """Tabulation après tabulation, jusqu'à ce qui porte ce nom ; le cadre se voit."""
    vus = []
    for _ in range(TABULATIONS):
        page.keyboard.press("Tab")
        ici = page.evaluate(ICI)
        vus.append(ici["dit"])
        if nom in ici["dit"]:
            assert ici["cadre"] != "none", f"{nom} : focus invisible"
            return
    raise AssertionError(f"« {nom} » ne s’atteint pas au clavier : {vus}")


def test_rien_de_nouveau_au_clavier_seul(decor: Decor, ouvrir: Callable[..., Page]) -> None:
    page = ouvrir()
    page.goto(decor.lien(decor.cas.seul))
    aller_a(page, "Continuer")
    page.keyboard.press("Enter")
    page.wait_for_url("**/dossier/*/")
    aller_a(page, "Tout est exact, continuer")
    page.keyboard.press("Enter")
    page.wait_for_url("**/revue/")
    aller_a(page, "certifie que ces")
    page.keyboard.press("Space")
    aller_a(page, "Signer et envoyer")
    page.keyboard.press("Enter")
    page.wait_for_url("**/recu/")
    assert decor.dossiers(decor.cas.seul)[0].etat == Etat.VALIDE


def test_un_dossier_se_decide_au_clavier_seul(decor: Decor, ouvrir: Callable[..., Page]) -> None:
    partie = Partie(decor.campagne, decor.agent, Random(2), 0)
    (dossier, *_) = decor.dossiers(decor.cas.fratrie)
    partie.jouer_famille(dossier)
    page = ouvrir({"width": 1280, "height": 900})
    page.goto("/connexion/")
    aller_a(page, "adresse électronique")
    page.keyboard.type(decor.agent.compte.mel or "")
    page.keyboard.press("Tab")
    page.keyboard.type(MOT_DE_PASSE)
    page.keyboard.press("Enter")
    page.wait_for_url("**/agent/")
    aller_a(page, "Accepter et valider")
    page.keyboard.press("Enter")
    expect(page.locator("body")).to_contain_text("dossier validé")
    dossier.refresh_from_db()
    assert dossier.etat == Etat.VALIDE


def test_en_caracteres_deux_fois_plus_gros_rien_ne_sort_de_l_ecran(
    decor: Decor, ouvrir: Callable[..., Page]
) -> None:
    """Le zoom du texte seul, que règle un téléphone : 32 px pour 16."""
    page = ouvrir()
    suivre_l_invitation(page, decor, decor.cas.separes[0], Gestes())
    dossier, deborde = page.url, {}
    for etape in ("", "moi/", "options/", "pieces/", "revue/", "adultes/"):
        page.goto(dossier + etape)
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        largeur = page.evaluate("document.documentElement.scrollWidth")
        if largeur > 390:
            deborde[etape] = largeur
    assert deborde == {}


def test_deux_onglets_de_la_meme_personne_ne_s_effacent_pas(
    decor: Decor, contexte: Callable[..., BrowserContext]
) -> None:
    navigateur = contexte()
    premier = navigateur.new_page()
    suivre_l_invitation(premier, decor, decor.cas.seul, Gestes())
    moi = f"{premier.url}moi/"
    second = navigateur.new_page()
    for onglet in (premier, second):
        onglet.goto(moi)
    premier.get_by_label("Téléphone portable").fill("06 39 98 77 77")
    bouton(premier, "Enregistrer").click()
    premier.wait_for_url("**#moi")
    second.get_by_label("Courriel").fill("neuf@exemple.fr")
    bouton(second, "Enregistrer").click()
    second.wait_for_url("**#moi")
    personne = decor.personne(decor.cas.seul)
    assert (personne.tel_portable, personne.mel) == ("0639987777", "neuf@exemple.fr")
