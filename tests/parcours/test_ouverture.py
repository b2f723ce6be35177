"""Ouvrir un collège, l'aider, l'essayer : aux deux largeurs, axe ne trouve rien."""

from collections.abc import Callable

from django.core import mail
from playwright.sync_api import Page, expect

from dossiersco.comptes.models import Compte
from dossiersco.comptes.tests.comptes import creer_compte
from dossiersco.etablissements.models import Etablissement
from tests.parcours.college import MOT_DE_PASSE, Decor
from tests.parcours.outils import verifier_axe
from tests.parcours.pas import bouton, changer_de_page, entrer_au_college, lien
from tests.parcours.test_ecrans import deux_tailles

Ouvrir = Callable[..., Page]
UAI = "0590182C"


@deux_tailles
def test_les_pages_publiques(
    transactional_db: None, ouvrir: Ouvrir, taille: dict[str, int]
) -> None:
    page = ouvrir(taille)
    for chemin in ("accessibilite", "vie-privee", "chiffres"):
        page.goto(f"/{chemin}/")
        verifier_axe(page, f"public-{chemin}")


@deux_tailles
def test_inscrire_son_college_jusqu_a_demarrer(
    transactional_db: None, ouvrir: Ouvrir, taille: dict[str, int]
) -> None:
    mail.outbox = []
    page = ouvrir(taille)
    page.goto("/connexion/")
    changer_de_page(lien(page, "Inscrivez-le"))
    verifier_axe(page, "public-inscrire")
    page.get_by_label("L’UAI de votre collège").fill("0590182A")
    changer_de_page(bouton(page, "Envoyer le message"))
    verifier_axe(page, "public-inscrire-erreur")
    page.get_by_label("L’UAI de votre collège").fill(UAI)
    changer_de_page(bouton(page, "Envoyer le message"))
    verifier_axe(page, "public-message")
    adresse = "/inscrire/" + mail.outbox[-1].body.split("/inscrire/")[1].split("\n")[0]
    page.goto(adresse)
    verifier_axe(page, "public-activer")
    page.get_by_label("Vos prénom et nom").fill("Claude Invente")
    page.get_by_label("Choisissez un mot de passe").fill("court")
    changer_de_page(bouton(page, "Ouvrir l’espace"))
    verifier_axe(page, "public-activer-erreur")
    page.get_by_label("Choisissez un mot de passe").fill("quatre mots sans rapport")
    bouton(page, "Ouvrir l’espace").click()
    page.wait_for_url("**/agent/demarrer/")
    verifier_axe(page, "agent-demarrer-vide")
    page.goto(adresse)
    verifier_axe(page, "public-lien-depasse")


@deux_tailles
def test_demarrer_et_essayer_comme_une_famille(
    decor: Decor, ouvrir: Ouvrir, taille: dict[str, int]
) -> None:
    page = ouvrir(taille)
    entrer_au_college(page, decor)
    page.goto("/agent/demarrer/")
    verifier_axe(page, "agent-demarrer")
    changer_de_page(bouton(page, "Essayer comme une famille"))
    verifier_axe(page, "agent-essai")
    chemin = lien(page, "Ou ouvrez-le dans un nouvel onglet").get_attribute("href")
    famille = ouvrir(taille)
    famille.goto(chemin or "")
    bouton(famille, "Continuer").click()
    expect(famille.get_by_text("Ceci est un essai")).to_be_visible()
    verifier_axe(famille, "famille-essai")
    page.goto("/agent/demarrer/")
    verifier_axe(page, "agent-demarrer-essai")
    bouton(page, "Effacer l’essai").click()
    expect(page.get_by_text("L’essai est effacé")).to_be_visible()
    assert not Etablissement.objects.exclude(essai_de=None).exists()


@deux_tailles
def test_aider_un_college_en_visite(decor: Decor, ouvrir: Ouvrir, taille: dict[str, int]) -> None:
    compte = creer_compte("op@exemple.fr", MOT_DE_PASSE)
    Compte.objects.filter(pk=compte.pk).update(est_operateur=True)
    page = ouvrir(taille)
    page.goto("/connexion/")
    page.get_by_label("adresse électronique").fill("op@exemple.fr")
    page.get_by_label("mot de passe").fill(MOT_DE_PASSE)
    bouton(page, "Se connecter").click()
    page.wait_for_url("**/operateur/")
    verifier_axe(page, "operateur-colleges")
    page.goto("/operateur/?q=introuvable")
    verifier_axe(page, "operateur-colleges-vide")
    page.goto("/operateur/inscrire/")
    changer_de_page(bouton(page, "Envoyer le lien"))
    verifier_axe(page, "operateur-inscrire-erreur")
    page.goto(f"/operateur/{decor.campagne.etablissement.uai}/visite/")
    changer_de_page(bouton(page, "Commencer la visite"))
    verifier_axe(page, "operateur-visite-erreur")
    page.get_by_label("Pourquoi").fill("Votre import est refusé depuis lundi")
    bouton(page, "Commencer la visite").click()
    page.wait_for_url("**/agent/demarrer/")
    verifier_axe(page, "agent-en-visite")
    page.goto("/operateur/")
    verifier_axe(page, "operateur-en-visite")
    college = ouvrir(taille)
    entrer_au_college(college, decor)
    verifier_axe(college, "agent-visite-vue")
    college.goto("/agent/visites/")
    verifier_axe(college, "agent-visites")
    bouton(page, "Finir la visite").click()
    expect(page.get_by_text("La visite est finie")).to_be_visible()
