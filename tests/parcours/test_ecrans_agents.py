"""Les écrans de l'équipe et du compte d'un agent, aux deux largeurs : axe ne trouve rien."""

import re
import time
from base64 import b32decode
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from dossiersco.comptes import liens_agents, totp
from dossiersco.equipe.actions import inviter, retirer_acces
from dossiersco.etablissements.droits import Role
from dossiersco.etablissements.models import Agent
from tests.parcours.college import MOT_DE_PASSE, Decor
from tests.parcours.outils import verifier_axe
from tests.parcours.pas import bouton, changer_de_page, entrer_au_college, lien
from tests.parcours.test_ecrans import deux_tailles

Ouvrir = Callable[..., Page]
PHRASE = "kayak lundi brume ressort"


@pytest.fixture
def collegue(decor: Decor) -> Agent:
    """Invitée par la direction, dont l'agent du décor fait désormais partie."""
    decor.agent.role = Role.DIRECTION
    decor.agent.save()
    saisie = {"mel": "odile@exemple.fr", "nom": "Odile Lenoir", "role": Role.INFIRMERIE}
    return inviter(decor.campagne.etablissement, **saisie, par=decor.agent)


def _donner_mot_de_passe(page: Page, decor: Decor) -> None:
    page.goto("/connexion/")
    page.get_by_label("adresse électronique").fill(decor.agent.compte.mel or "")
    page.get_by_label("mot de passe").fill(MOT_DE_PASSE)
    bouton(page, "Se connecter").click()


def _code(page: Page) -> str:
    """Ce qu'afficherait l'application, d'après le secret écrit à l'écran."""
    secret = page.locator(".sco-secret").inner_text().replace(" ", "")
    return totp.code(b32decode(secret), int(time.time()) // totp.PAS)


@deux_tailles
def test_relier_une_application_puis_se_connecter(
    decor: Decor, collegue: Agent, ouvrir: Ouvrir, settings: Any, taille: dict[str, int]
) -> None:
    settings.SECOND_FACTEUR = True
    page = ouvrir(taille)
    _donner_mot_de_passe(page, decor)
    verifier_axe(page, "second-facteur-poser")
    page.get_by_label("Le code de votre application").fill("000000")
    changer_de_page(bouton(page, "Relier"))
    verifier_axe(page, "second-facteur-poser-erreur")
    page.get_by_label("Le code de votre application").fill(_code(page))
    changer_de_page(bouton(page, "Relier"))
    verifier_axe(page, "codes-secours")
    secours = page.locator(".sco-codes li").first.inner_text()
    lien(page, "C’est fait, continuer").click()
    page.wait_for_url("**/agent/")
    page.goto("/agent/compte/")
    verifier_axe(page, "agent-compte")
    changer_de_page(bouton(page, "Me déconnecter partout"))
    verifier_axe(page, "connexion-partout")
    _donner_mot_de_passe(page, decor)
    verifier_axe(page, "second-facteur")
    page.get_by_label("Le code de votre application").fill("000000")
    changer_de_page(bouton(page, "Se connecter"))
    verifier_axe(page, "second-facteur-erreur")
    page.get_by_label("Le code de votre application").fill(secours)
    bouton(page, "Se connecter").click()
    page.wait_for_url("**/agent/")


@deux_tailles
def test_l_equipe(decor: Decor, collegue: Agent, ouvrir: Ouvrir, taille: dict[str, int]) -> None:
    page = ouvrir(taille)
    entrer_au_college(page, decor)
    page.goto("/agent/equipe/")
    verifier_axe(page, "agent-equipe")
    changer_de_page(lien(page, "Inviter un collègue"))
    verifier_axe(page, "agent-inviter")
    page.get_by_label("Son prénom et son nom").fill("Odile Lenoir")
    page.get_by_label("Son adresse professionnelle").fill("odile@exemple.fr")
    page.get_by_label("Son rôle").select_option("gestion")
    changer_de_page(bouton(page, "Envoyer l’invitation"))
    verifier_axe(page, "agent-inviter-erreur")
    for nom, agent in (("invite", collegue), ("soi-meme", decor.agent)):
        page.goto(f"/agent/equipe/{agent.pk}/")
        verifier_axe(page, f"agent-equipe-{nom}")
    page.goto(f"/agent/equipe/{collegue.pk}/")
    bouton(page, "Retirer l’accès").click()
    page.get_by_text("Accès retiré, séances fermées").wait_for()
    verifier_axe(page, "agent-equipe-retire")
    page.goto(f"/agent/equipe/{collegue.pk}/")
    verifier_axe(page, "agent-equipe-retiree")
    page.goto("/agent/droits/")
    verifier_axe(page, "agent-droits-infirmerie")


@deux_tailles
def test_mon_compte(decor: Decor, ouvrir: Ouvrir, taille: dict[str, int]) -> None:
    page = ouvrir(taille)
    entrer_au_college(page, decor)
    page.goto("/agent/compte/")
    # Sur un téléphone aussi, le dernier écran du menu y est sous les yeux.
    expect(page.locator(".agt-menu [aria-current]")).to_be_in_viewport(ratio=1)
    verifier_axe(page, "agent-compte-sans-facteur")
    for chemin in ("mot-de-passe", "adresse", "second-facteur", "codes"):
        page.goto(f"/agent/compte/{chemin}/")
        verifier_axe(page, f"agent-compte-{chemin}")
        page.get_by_label("Votre mot de passe actuel").fill("faux")
        changer_de_page(page.locator("main form button").last)
        verifier_axe(page, f"agent-compte-{chemin}-erreur")


@deux_tailles
def test_les_liens_d_un_agent(
    decor: Decor, collegue: Agent, ouvrir: Ouvrir, taille: dict[str, int]
) -> None:
    page = ouvrir(taille)
    page.goto("/agent/oubli/")
    verifier_axe(page, "agent-oubli")
    changer_de_page(bouton(page, "Recevoir le lien"))
    verifier_axe(page, "agent-oubli-erreur")
    page.get_by_label("adresse électronique").fill("inconnue@exemple.fr")
    changer_de_page(bouton(page, "Recevoir le lien"))
    verifier_axe(page, "agent-oubli-parti")
    page.goto("/agent/activation/jeton-invente/")
    verifier_axe(page, "agent-activation-refusee")
    page.goto("/agent/courriel/jeton-invente/")
    verifier_axe(page, "agent-courriel")
    page.goto(f"/agent/activation/{liens_agents.creer(collegue.compte, 'activation')}/")
    verifier_axe(page, "agent-activation")
    page.get_by_label("Votre nouveau mot de passe").fill("motdepassemotdepasse")
    page.get_by_label("Le même, une seconde fois").fill("motdepassemotdepasse")
    changer_de_page(bouton(page, "Enregistrer"))
    verifier_axe(page, "agent-activation-erreur")
    page.get_by_label("Votre nouveau mot de passe").fill(PHRASE)
    page.get_by_label("Le même, une seconde fois").fill(PHRASE)
    bouton(page, "Enregistrer").click()
    page.wait_for_url(re.compile("/agent/"))
    verifier_axe(page, "agent-infirmerie-entree")
    retirer_acces(collegue, par=decor.agent)
    page.reload()
    page.wait_for_url(re.compile("/connexion/"))
