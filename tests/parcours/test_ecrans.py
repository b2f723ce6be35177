"""Tous les autres écrans, aux deux largeurs, pleins, vides ou en erreur : axe ne trouve rien."""

from collections.abc import Callable
from random import Random

import pytest
from playwright.sync_api import Page

from dossiersco.campagnes.models import OptionPedagogique
from dossiersco.demonstration.joueur import Partie
from tests.parcours.college import Decor
from tests.parcours.outils import Gestes, verifier_axe
from tests.parcours.pas import bouton, entrer_au_college, suivre_l_invitation

TAILLES = ({"width": 390, "height": 844}, {"width": 1280, "height": 900})
deux_tailles = pytest.mark.parametrize("taille", TAILLES, ids=["telephone", "ordinateur"])
Ouvrir = Callable[..., Page]


@deux_tailles
def test_les_portes_d_entree(decor: Decor, ouvrir: Ouvrir, taille: dict[str, int]) -> None:
    page = ouvrir(taille)
    page.goto("/")
    verifier_axe(page, "accueil")
    page.get_by_label("Votre code personnel").fill("AAAA-BBBB-CCCC")
    bouton(page, "Ouvrir le dossier").click()
    verifier_axe(page, "accueil-code-refuse")
    page.goto("/connexion/")
    verifier_axe(page, "connexion")
    bouton(page, "Se connecter").click()
    verifier_axe(page, "connexion-erreur")
    page.goto("/cette-page-n-existe-pas/")
    verifier_axe(page, "404")


@deux_tailles
def test_les_etapes_d_une_famille(decor: Decor, ouvrir: Ouvrir, taille: dict[str, int]) -> None:
    page = ouvrir(taille)
    suivre_l_invitation(page, decor, decor.cas.separes[0], Gestes())
    dossier = page.url
    for etape in ("eleve", "moi", "options", "regime", "pieces"):
        page.goto(f"{dossier}{etape}/")
        verifier_axe(page, f"famille-{etape}")


@deux_tailles
def test_les_erreurs_d_une_famille(decor: Decor, ouvrir: Ouvrir, taille: dict[str, int]) -> None:
    page = ouvrir(taille)
    suivre_l_invitation(page, decor, decor.cas.seul, Gestes())
    dossier = page.url
    page.goto(f"{dossier}moi/")
    page.get_by_label("Téléphone portable").fill("12")
    page.get_by_label("Courriel").fill("pas un mel")
    bouton(page, "Enregistrer").click()
    verifier_axe(page, "famille-moi-erreur")
    page.goto(f"{dossier}revue/")
    bouton(page, "Signer et envoyer").click()
    verifier_axe(page, "famille-revue-erreur")
    page.goto(f"{dossier}pieces/")
    page.locator("main").get_by_role("button", name="Envoyer").first.click()
    verifier_axe(page, "famille-pieces-erreur")


@deux_tailles
def test_les_ecrans_du_college(decor: Decor, ouvrir: Ouvrir, taille: dict[str, int]) -> None:
    partie = Partie(decor.campagne, decor.agent, Random(2), 0)
    dossiers = decor.dossiers(decor.cas.fratrie)
    for dossier in dossiers:
        partie.jouer_famille(dossier)
    (partage,) = decor.dossiers(decor.cas.separes[0])
    partie.contredire(partage)
    page = ouvrir(taille)
    entrer_au_college(page, decor)
    verifier_axe(page, "agent-file")
    for ecran in ("dossiers", "siecle", "retour", "invitations", "droits"):
        page.goto(f"/agent/{ecran}/")
        verifier_axe(page, f"agent-{ecran}")
    page.goto(f"/agent/dossiers/{partage.pk}/")
    verifier_axe(page, "agent-dossier")
    partie.traiter(dossiers[0].pk)
    page.goto("/agent/retour/")
    verifier_axe(page, "agent-retour-plein")


@deux_tailles
def test_deposer_un_mauvais_fichier_au_college(
    decor: Decor, ouvrir: Ouvrir, taille: dict[str, int]
) -> None:
    page = ouvrir(taille)
    entrer_au_college(page, decor)
    page.goto("/agent/siecle/")
    page.locator("input[type=file]").set_input_files(
        {"name": "eleves.xml", "mimeType": "text/xml", "buffer": b"<ELEVES"}
    )
    page.locator("main form").get_by_role("button").first.click()
    verifier_axe(page, "agent-siecle-erreur")


@deux_tailles
def test_les_options_et_leurs_regles(decor: Decor, ouvrir: Ouvrir, taille: dict[str, int]) -> None:
    (dossier,) = decor.dossiers(decor.cas.seul)
    code_mef = dossier.eleve.code_mef
    college = ouvrir(taille)
    entrer_au_college(college, decor)
    college.goto("/agent/formations/")
    verifier_axe(college, "agent-formations")
    college.goto(f"/agent/formations/{code_mef}/")
    verifier_axe(college, "agent-formation")
    college.get_by_label("Groupe A").fill("Les ateliers")
    college.get_by_label("Explication pour la famille").first.fill("Quatre heures par semaine.")
    college.get_by_label("Places").last.fill("0")
    bouton(college, "Enregistrer").click()
    verifier_axe(college, "agent-formation-erreur")
    college.get_by_label("Groupe A").fill("")
    bouton(college, "Enregistrer").click()
    college.get_by_text("sont enregistrées").wait_for()
    college.goto(f"/agent/dossiers/{dossier.pk}/formation/")
    verifier_axe(college, "agent-formation-eleve")
    page = ouvrir(taille)
    suivre_l_invitation(page, decor, decor.cas.seul, Gestes())
    page.goto(f"{page.url}options/")
    assert page.get_by_text("Liste d’attente").is_visible()
    verifier_axe(page, "famille-options-regles")
    OptionPedagogique.objects.filter(code_mef=code_mef).delete()
    page.reload()
    verifier_axe(page, "famille-options-vide")
