"""Tous les autres écrans, aux deux largeurs, pleins, vides ou en erreur : axe ne trouve rien."""

from collections.abc import Callable
from random import Random

import pytest
from playwright.sync_api import Page

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
    page.goto("/famille/lien/")
    verifier_axe(page, "lien")
    bouton(page, "Recevoir le lien").click()
    verifier_axe(page, "lien-erreur")
    page.get_by_label("Votre courriel").fill("inconnue@exemple.fr")
    bouton(page, "Recevoir le lien").click()
    verifier_axe(page, "lien-parti")
    page.goto("/famille/entrer/jeton-invente/")
    verifier_axe(page, "entrer")
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
def test_verifier_son_courriel(decor: Decor, ouvrir: Ouvrir, taille: dict[str, int]) -> None:
    page = ouvrir(taille)
    suivre_l_invitation(page, decor, decor.cas.seul, Gestes())
    page.goto(f"{page.url}courriel/")
    verifier_axe(page, "famille-courriel")
    bouton(page, "Recevoir un code").click()
    verifier_axe(page, "famille-courriel-code")
    page.get_by_label("Le code reçu").fill("000000")
    bouton(page, "Vérifier").click()
    verifier_axe(page, "famille-courriel-erreur")


@deux_tailles
def test_un_metier_ambigu_et_une_identite_sans_raison(
    decor: Decor, ouvrir: Ouvrir, taille: dict[str, int]
) -> None:
    page = ouvrir(taille)
    suivre_l_invitation(page, decor, decor.cas.seul, Gestes())
    dossier = page.url
    page.goto(f"{dossier}moi/")
    page.get_by_role("combobox", name="Profession").fill("directrice d’école")
    bouton(page, "Enregistrer").click()
    verifier_axe(page, "famille-moi-metier")
    page.goto(f"{dossier}eleve/")
    page.get_by_label("Prénom", exact=True).fill("Gustave")
    bouton(page, "Enregistrer").click()
    verifier_axe(page, "famille-eleve-raison")


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
