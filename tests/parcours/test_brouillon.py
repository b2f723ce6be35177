"""Rien de tapé ne se perd, devant un navigateur : réseau coupé, onglet fermé, session finie."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Locator, Page, Route, expect

from dossiersco.dossiers.brouillons import Brouillon
from dossiersco.dossiers.models import Trace
from tests.parcours.college import Decor
from tests.parcours.outils import Gestes, verifier_axe
from tests.parcours.pas import bouton, suivre_l_invitation

Contexte = Callable[..., BrowserContext]


def coordonnees(contexte: BrowserContext, decor: Decor) -> Page:
    page = contexte.new_page()
    suivre_l_invitation(page, decor, decor.cas.seul, Gestes())
    page.goto(f"{page.url}moi/")
    return page


def etat(page: Page) -> Locator:
    return page.locator(".sco-etat")


def test_ce_qui_se_tape_se_retrouve_sur_un_autre_appareil(decor: Decor, contexte: Contexte) -> None:
    page = coordonnees(contexte(), decor)
    page.get_by_label("Courriel").fill("neuf@exemple.fr")
    expect(etat(page)).to_contain_text("Brouillon enregistré")
    champ, dit = page.get_by_label("Courriel").bounding_box(), etat(page).bounding_box()
    assert champ and dit
    assert champ["y"] + champ["height"] <= dit["y"], "l’état couvre le champ où l’on tape"
    verifier_axe(page, "famille-brouillon-garde")
    page.context.close()
    assert not Trace.objects.exists()
    ailleurs = coordonnees(contexte(), decor)
    expect(ailleurs.locator("main")).to_contain_text("Vous aviez commencé")
    expect(ailleurs.get_by_label("Courriel")).to_have_value("neuf@exemple.fr")
    verifier_axe(ailleurs, "famille-brouillon")
    bouton(ailleurs, "Effacer ce brouillon").click()
    expect(ailleurs.get_by_label("Courriel")).not_to_have_value("neuf@exemple.fr")


def test_l_etat_ne_ramene_pas_la_page_au_champ_quitte_des_yeux(
    decor: Decor, contexte: Contexte
) -> None:
    """Sinon le bouton se dérobe sous le doigt quand la sauvegarde répond."""
    page = coordonnees(contexte(), decor)
    page.get_by_label("Téléphone portable").press_sequentially("0")
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    hauteur = page.evaluate("scrollY")
    expect(etat(page)).to_contain_text("Brouillon enregistré")
    assert page.evaluate("scrollY") == hauteur > 0


def test_l_etat_qui_arrive_ne_derobe_pas_le_bouton_sous_le_doigt(
    decor: Decor, contexte: Contexte
) -> None:
    """Tapé avant que le script n'arrive : l'état paraît entre le doigt posé et le doigt levé."""
    page = contexte().new_page()
    suivre_l_invitation(page, decor, decor.cas.seul, Gestes())
    retenus: list[Route] = []

    def retenir(route: Route) -> None:
        retenus.append(route)

    page.route("**/brouillon.js", retenir)
    page.goto(f"{page.url}moi/", wait_until="commit")
    page.get_by_label("Téléphone portable").fill("06 39 98 77 77")
    retenus[0].continue_()
    page.wait_for_load_state()
    enregistrer = bouton(page, "Enregistrer")
    enregistrer.scroll_into_view_if_needed()
    vise = enregistrer.bounding_box()
    assert vise
    page.mouse.move(vise["x"] + vise["width"] / 2, vise["y"] + vise["height"] / 2)
    page.mouse.down()
    expect(etat(page)).not_to_be_empty()
    page.mouse.up()
    expect(page.locator("main")).to_contain_text("06 39 98 77 77 modifié")


def test_le_reseau_coupe_se_dit_et_se_rattrape(decor: Decor, contexte: Contexte) -> None:
    page = coordonnees(contexte(), decor)
    page.context.set_offline(True)
    page.get_by_label("Courriel").fill("neuf@exemple.fr")
    expect(etat(page)).to_contain_text("Réseau coupé")
    page.get_by_label("Courriel").fill("apres@exemple.fr")
    page.context.set_offline(False)
    expect(etat(page)).to_contain_text("Brouillon enregistré", timeout=15_000)
    assert Brouillon.objects.get().contenu["mel"] == ["apres@exemple.fr"]


def test_un_serveur_en_panne_n_est_jamais_dit_enregistre(decor: Decor, contexte: Contexte) -> None:
    page = coordonnees(contexte(), decor)
    pannes = iter([503, 503])

    def tomber(route: Route) -> None:
        statut = next(pannes, None)
        if statut:
            route.fulfill(status=statut, headers={"Retry-After": "1"})
        else:
            route.continue_()

    page.route("**/brouillon/", tomber)
    page.get_by_label("Courriel").fill("neuf@exemple.fr")
    expect(etat(page)).to_contain_text("Réseau coupé")
    assert not Brouillon.objects.exists()
    expect(etat(page)).to_contain_text("Brouillon enregistré", timeout=15_000)


def test_quitter_la_page_aussitot_ne_perd_rien(decor: Decor, contexte: Contexte) -> None:
    page = coordonnees(contexte(), decor)
    page.get_by_label("Courriel").fill("neuf@exemple.fr")
    page.locator("main").get_by_role("link", name=re.compile("Revenir au dossier")).click()
    page.go_back()
    expect(page.get_by_label("Courriel")).to_have_value("neuf@exemple.fr")


def test_la_session_finit_pendant_la_saisie(decor: Decor, contexte: Contexte) -> None:
    page = coordonnees(contexte(), decor)
    page.context.clear_cookies(name="sessionid")
    page.get_by_label("Courriel").fill("neuf@exemple.fr")
    expect(etat(page)).to_contain_text("votre session est terminée")
    bouton(page, "Enregistrer").click()
    expect(page.locator("main")).to_contain_text("Ce que vous avez tapé est gardé")
    verifier_axe(page, "accueil-session-finie")
    page.goto(decor.lien(decor.cas.seul))
    bouton(page, "Continuer").click()
    page.wait_for_url("**/moi/")
    expect(page.get_by_label("Courriel")).to_have_value("neuf@exemple.fr")


def test_envoyer_ferme_le_brouillon(decor: Decor, contexte: Contexte) -> None:
    page = coordonnees(contexte(), decor)
    page.get_by_label("Courriel").fill("neuf@exemple.fr")
    bouton(page, "Enregistrer").click()
    page.wait_for_url(re.compile("#moi$"))
    page.wait_for_timeout(1_000)
    assert {garde.etape for garde in Brouillon.objects.all() if garde.contenu} == set()


def test_la_base_adresse_complete_la_rue(decor: Decor, contexte: Contexte, settings: Any) -> None:
    settings.BAN = "https://adresses.exemple.fr/search"
    politique = {**settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]}
    politique["connect-src"] = ["'self'", "https://adresses.exemple.fr"]
    settings.CONTENT_SECURITY_POLICY = {"DIRECTIVES": politique}
    lieu = {"label": "8 Rue Neuve 59200 Tourcoing", "name": "8 Rue Neuve"}
    lieu |= {"postcode": "59200", "city": "Tourcoing"}
    page = coordonnees(contexte(), decor)
    demandees: list[str] = []

    def repondre(route: Route) -> None:
        demandees.append(route.request.url)
        corps = json.dumps({"features": [{"properties": lieu}]})
        route.fulfill(body=corps, headers={"Access-Control-Allow-Origin": "*"})

    page.route("https://adresses.exemple.fr/**", repondre)
    page.get_by_label("Numéro et rue").fill("Bât. C\n8 rue neu")
    bouton(page, "8 Rue Neuve 59200 Tourcoing").click()
    expect(page.get_by_label("Code postal, en France")).to_have_value("59200")
    expect(page.get_by_label("Numéro et rue")).to_have_value("Bât. C\n8 Rue Neuve")
    assert len(demandees) == 1


def test_la_base_adresse_muette_ne_se_voit_pas(
    decor: Decor, contexte: Contexte, settings: Any
) -> None:
    settings.BAN = "https://adresses.exemple.fr/search"
    page = coordonnees(contexte(), decor)
    page.route("https://adresses.exemple.fr/**", lambda route: route.abort())
    page.get_by_label("Numéro et rue").fill("8 rue neuve")
    page.wait_for_timeout(600)
    expect(page.locator("[data-ban]")).to_be_hidden()


def test_les_scripts_d_une_famille_pesent_peu() -> None:
    dossier = Path(__file__).resolve().parents[2] / "dossiersco/espace_famille/static"
    poids = {script.name: script.stat().st_size for script in dossier.rglob("*.js")}
    assert poids["brouillon.js"] <= 5_000
    assert sum(poids.values()) <= 20_000
