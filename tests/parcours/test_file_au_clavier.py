"""Toute la file au clavier, sans jamais recharger la page : une touche par dossier."""

from collections.abc import Callable
from random import Random

import pytest
from playwright.sync_api import Page, expect

from dossiersco.demonstration.joueur import Partie
from dossiersco.dossiers.etats import Etat
from dossiersco.dossiers.models import Dossier
from dossiersco.espace_agent import file
from tests.parcours.college import Decor
from tests.parcours.outils import verifier_axe
from tests.parcours.pas import entrer_au_college

SUR_UN_DOSSIER = "() => document.activeElement.matches('.agt-fiche:not([data-faite])')"
ORDINATEUR = {"width": 1280, "height": 900}


@pytest.fixture
def en_attente(decor: Decor, monkeypatch: pytest.MonkeyPatch, settings) -> int:
    """Toutes les familles ont répondu quelque chose de nouveau ; la file se charge par quatre."""
    settings.DELAI_ANNONCES = 10
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    monkeypatch.setattr(file, "PAR_PAGE", 4)
    partie = Partie(decor.campagne, decor.agent, Random(3), 0)
    for dossier in Dossier.objects.select_related("eleve", "campagne__etablissement"):
        partie.jouer_famille(dossier)
    return Dossier.objects.a_traiter().count()


def test_une_touche_par_dossier_et_aucune_page_rechargee(
    decor: Decor, en_attente: int, ouvrir: Callable[..., Page]
) -> None:
    page = ouvrir(ORDINATEUR)
    entrer_au_college(page, decor)
    page.wait_for_load_state("networkidle")
    navigations: list[str] = []
    page.on("framenavigated", lambda cadre: navigations.append(cadre.url))
    page.locator(".agt-fiche").first.focus()
    touches, nombre = 0, page.locator("#nombre")
    while Dossier.objects.a_traiter().exists():
        page.wait_for_function(SUR_UN_DOSSIER)
        avant = nombre.inner_text()
        page.keyboard.press("a")
        touches += 1
        # Un frère se valide avec le premier : il peut en partir deux d'un coup.
        expect(nombre).not_to_have_text(avant)
    expect(nombre).to_contain_text("Tout est traité")
    assert navigations == []
    assert touches <= en_attente
    verifier_axe(page, "agent-file-faite")


def test_annuler_ramene_le_dossier_sous_les_yeux(
    decor: Decor, en_attente: int, ouvrir: Callable[..., Page]
) -> None:
    page = ouvrir(ORDINATEUR)
    entrer_au_college(page, decor)
    premiere = page.locator(".agt-fiche").first
    cle = premiere.get_attribute("id") or ""
    premiere.focus()
    page.keyboard.press("a")
    expect(page.locator(f"#{cle}")).to_contain_text("dossier validé")
    page.keyboard.press("u")
    expect(page.locator(f"#{cle}")).to_contain_text("décision annulée")
    expect(page.locator("#nombre")).to_contain_text(f"{en_attente} dossier")
    assert Dossier.objects.get(pk=cle.removeprefix("dossier-")).etat == Etat.TRANSMIS


def test_refuser_au_clavier_avec_une_raison_de_la_liste(
    decor: Decor, en_attente: int, ouvrir: Callable[..., Page]
) -> None:
    page = ouvrir(ORDINATEUR)
    entrer_au_college(page, decor)
    fiche = page.locator(".agt-fiche", has=page.locator(".agt-difference")).first
    cle = fiche.get_attribute("id") or ""
    fiche.focus()
    page.keyboard.press("r")
    page.keyboard.press("1")
    expect(page.locator(f"#{cle}")).to_contain_text("changement refusé")
    verifier_axe(page, "agent-file-refus")


def test_une_lettre_tapee_dans_un_message_n_est_pas_un_geste(
    decor: Decor, en_attente: int, ouvrir: Callable[..., Page]
) -> None:
    page = ouvrir(ORDINATEUR)
    entrer_au_college(page, decor)
    fiche = page.locator(".agt-fiche").first
    fiche.focus()
    page.keyboard.press("c")
    page.keyboard.type("appelez-nous au secrétariat")
    expect(fiche.locator("textarea")).to_have_value("appelez-nous au secrétariat")
    assert Dossier.objects.a_traiter().count() == en_attente


def test_une_panne_se_dit_et_n_efface_rien(
    decor: Decor, en_attente: int, contexte: Callable[..., object]
) -> None:
    page = contexte(ORDINATEUR).new_page()
    entrer_au_college(page, decor)
    page.route("**/valider/", lambda route: route.abort())
    fiche = page.locator(".agt-fiche").first
    fiche.focus()
    page.keyboard.press("a")
    expect(fiche).to_contain_text("Rien n’a été enregistré")
    assert Dossier.objects.a_traiter().count() == en_attente
