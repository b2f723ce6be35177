"""Toute la file au clavier, sans jamais recharger la page : une touche par dossier."""

import io
import re
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from random import Random

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from dossiersco.demonstration.actions import agent_de_demonstration
from dossiersco.demonstration.joueur import Partie
from dossiersco.dossiers import actions
from dossiersco.dossiers.models import Dossier
from dossiersco.espace_agent import file
from dossiersco.etablissements.droits import Role
from dossiersco.pieces import actions as pieces
from dossiersco.pieces.models import PieceJointe
from dossiersco.pieces.tests import fichiers_hostiles as fichiers
from tests.parcours.college import MOT_DE_PASSE, Decor
from tests.parcours.outils import verifier_axe
from tests.parcours.pas import entrer_au_college

# Avant que htmx tienne ce qui arrive, une touche ne fait rien.
SUR_UN_DOSSIER = "() => document.activeElement.matches('.agt-fiche:not([data-faite], .htmx-added)')"
# Son haut, et de quoi le lire : pas au ras du bas de l'écran.
SOUS_LES_YEUX = """() => {
  const { top, bottom } = document.activeElement.getBoundingClientRect();
  return top >= 0 && (top < innerHeight / 2 || bottom <= innerHeight);
}"""
VUE = "image => image.complete && image.naturalWidth"
ORDINATEUR = {"width": 1280, "height": 900}
TOUCHES_AU_PLUS = 3


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
        assert page.evaluate(SOUS_LES_YEUX)
        avant = nombre.inner_text()
        page.keyboard.press("a")
        touches += 1
        # Un frère se valide avec le premier : il peut en partir deux d'un coup.
        expect(nombre).not_to_have_text(avant)
    expect(nombre).to_contain_text("Tout est traité")
    assert navigations == []
    assert touches <= en_attente
    verifier_axe(page, "agent-file-faite")


def test_trois_changements_et_un_document_en_trois_touches_au_plus(
    decor: Decor, ouvrir: Callable[..., Page], settings
) -> None:
    """Voir le document en grand, accepter et valider : six dossiers, aucune page, aucun onglet."""
    settings.DELAI_ANNONCES = 10
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    types = _dossiers_types(decor, 6)
    page = ouvrir(ORDINATEUR)
    entrer_au_college(page, decor)
    page.wait_for_load_state("networkidle")
    pages: list[str] = []
    page.on("framenavigated", lambda cadre: pages.append(cadre.url))
    page.context.on("page", lambda onglet: pages.append(onglet.url))
    page.locator(".agt-fiche").first.focus()
    frappes: Counter[int] = Counter()

    def frapper(touche: str) -> None:
        page.keyboard.press(touche)
        frappes[reste] += 1

    for reste in reversed(range(types)):
        page.wait_for_function(SUR_UN_DOSSIER)
        fiche = page.locator(".agt-fiche:focus")
        expect(fiche.locator(".agt-difference")).to_have_count(3)
        expect(fiche.locator(".agt-document")).to_have_count(1)
        frapper("d")
        expect(page.locator(".agt-fiche--en-grand img")).to_be_in_viewport(ratio=0.9)
        frapper("a")
        expect(page.locator("#nombre")).to_contain_text(f"{reste} doss" if reste else "Tout est")
    sys.stdout.write(f"\n{types} dossiers types : {frappes.total()} touches, {len(pages)} page\n")
    assert types == 6 and max(frappes.values()) <= TOUCHES_AU_PLUS
    assert pages == []
    assert not Dossier.objects.a_traiter().exists()


def _dossiers_types(decor: Decor, voulus: int) -> int:
    """Trois changements et un document, chacun d'une autre famille : un frère partirait avec."""
    partie = Partie(decor.campagne, decor.agent, Random(3), 0)
    familles: set[int] = set()
    for dossier in Dossier.objects.select_related("eleve", "campagne__etablissement"):
        siens = set(dossier.eleve.responsables.values_list("personne", flat=True))
        if voulus and not siens & familles and partie.repondre_type(dossier):
            voulus -= 1
            familles |= siens
    return Dossier.objects.a_traiter().count()


def test_trancher_refuser_un_document_demander_tout_au_clavier(
    decor: Decor, ouvrir: Callable[..., Page]
) -> None:
    """Retenir une des deux valeurs ; refuser le quatrième point, le document ; le redemander."""
    partie = Partie(decor.campagne, decor.agent, Random(3), 0)
    conteste = decor.dossiers(decor.cas.separes[0])[0]
    partie.contredire(conteste)
    _dossiers_types(decor, 1)
    recue = PieceJointe.objects.get()
    for contenu in (fichiers.jpeg(), fichiers.pdf_dessine(fichiers.ROUGE_EN_HAUT_A_GAUCHE, b"")):
        pieces.deposer(recue.dossier, recue.attendue, io.BytesIO(contenu), par=recue.personne)
    page = ouvrir(ORDINATEUR)
    entrer_au_college(page, decor)
    _voir_les_pages_a_cote(page, recue)
    page.wait_for_load_state("networkidle")
    desaccord = page.locator(f"#dossier-{conteste.pk}")
    desaccord.focus()
    page.keyboard.press("1")
    expect(desaccord).to_contain_text("désaccord tranché")
    fiche = page.locator(".agt-fiche", has=page.locator(".agt-document")).first
    _tourner_les_pages(page, fiche)
    for touche in "rrrr":
        page.keyboard.press(touche)
    expect(fiche.locator("details[open]")).to_have_count(1)
    page.keyboard.press("1")
    expect(fiche).to_contain_text("document refusé")
    cle = fiche.get_attribute("id")
    page.wait_for_function(SUR_UN_DOSSIER)
    page.keyboard.press("c")
    page.keyboard.press("Control+Enter")
    expect(page.locator(f"#{cle}")).to_contain_text("invitée à corriger")


def _voir_les_pages_a_cote(page: Page, recue: PieceJointe) -> None:
    """Dans la revue, les mêmes quatre pages, à côté de ce qu'elles prouvent."""
    page.goto(f"/agent/documents-recus/{recue.attendue_id}/")
    images = page.locator(".agt-revue img")
    expect(images).to_have_count(4)
    images.last.scroll_into_view_if_needed()
    page.wait_for_function(VUE, arg=images.last.element_handle())
    verifier_axe(page, "agent-revue-pdf")
    page.goto("/agent/")


def _tourner_les_pages(page: Page, fiche: Locator) -> None:
    """Deux photos, un PDF de deux pages : la même touche montre chaque page sur place, puis rend la
    fiche comme elle était."""
    fiche.focus()
    image, premiere = fiche.locator(".agt-vignette img"), ""
    for numero in "1234":
        page.keyboard.press("d")
        expect(fiche.locator(".agt-page-vue")).to_have_text(f"Vous voyez la page {numero}")
        expect(image).to_be_in_viewport(ratio=0.9)
        montree = image.get_attribute("src")
        assert fiche.locator(".agt-vignette").get_attribute("href") == montree
        assert ("/pages/" in montree) == (numero in "34")
        page.wait_for_function(VUE, arg=image.element_handle())
        assert montree != premiere
        premiere = premiere or montree or ""
    verifier_axe(page, "agent-file-page-4")
    page.keyboard.press("d")
    expect(fiche).not_to_have_class(re.compile("en-grand"))
    expect(image).to_have_attribute("src", premiere)


def test_la_reponse_attendue_ne_reprend_pas_le_clavier_a_qui_est_passe_au_suivant(
    decor: Decor, en_attente: int, ouvrir: Callable[..., Page]
) -> None:
    """Réseau lent : accepter, passer au suivant, taper une raison ; la réponse arrive."""
    page = ouvrir(ORDINATEUR)
    entrer_au_college(page, decor)
    retenues: list[Route] = []

    def retenir(route: Route) -> None:
        retenues.append(route)

    page.route("**/valider/", retenir)
    premiere, suivante = (page.locator(".agt-fiche").nth(rang) for rang in (0, 1))
    premiere.focus()
    with page.expect_request(lambda requete: requete.method == "POST"):
        page.keyboard.press("a")
    page.keyboard.press("s")
    expect(suivante).to_be_focused()
    page.keyboard.press("c")
    page.keyboard.type("La rue ")
    retenues[0].continue_()
    expect(premiere).to_contain_text("dossier validé")
    expect(premiere).not_to_have_class(re.compile("htmx-"))
    page.keyboard.type("manque")
    expect(suivante.locator("textarea:focus")).to_have_value("La rue manque")


def test_deux_agents_se_voient_et_ne_prennent_pas_le_meme_dossier(
    decor: Decor, en_attente: int, ouvrir: Callable[..., Page]
) -> None:
    une, autre = ouvrir(ORDINATEUR), ouvrir(ORDINATEUR)
    entrer_au_college(une, decor)
    with une.expect_response("**/regarder/"):
        une.locator(".agt-fiche").first.focus()
    direction = agent_de_demonstration(decor.campagne, MOT_DE_PASSE, Role.DIRECTION)
    entrer_au_college(autre, replace(decor, agent=direction))
    expect(autre.locator(".agt-fiche").first).to_contain_text(f"{decor.agent} regarde ce dossier.")
    verifier_axe(autre, "agent-file-a-deux")
    autre.locator(".agt-clavier summary").click()
    with autre.expect_response("**/regarder/"):
        autre.get_by_role("link", name="Aller au premier dossier").click()
        autre.keyboard.press("Tab")
    deuxieme = autre.locator(".agt-fiche").nth(1)
    assert deuxieme.evaluate("fiche => fiche.contains(document.activeElement)")
    # L'une revient à sa fenêtre : elle voit l'autre, et « suivant » la passe.
    une.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(une.locator(".agt-fiche").nth(1)).to_contain_text(f"{direction} regarde ce dossier.")
    with une.expect_response("**/regarder/"):
        une.keyboard.press("s")
    expect(une.locator(".agt-fiche").nth(2)).to_be_focused()
    autre.goto(f"/agent/dossiers/{Dossier.objects.get(regards__agent=decor.agent).pk}/")
    expect(autre.locator("main")).to_contain_text(f"{decor.agent} regarde ce dossier.")
    verifier_axe(autre, "agent-dossier-a-deux")


def test_annuler_ramene_le_dossier_et_ses_freres_sous_les_yeux(
    decor: Decor, ouvrir: Callable[..., Page], settings
) -> None:
    settings.DELAI_ANNONCES = 10
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    fratrie = decor.dossiers(decor.cas.fratrie)
    for cle in (decor.cas.fratrie, decor.cas.seul):
        siens, personne = decor.dossiers(cle), decor.personne(cle)
        actions.modifier(siens[0], personne, {"tel_portable": "0639980099"}, par=personne)
        for dossier in siens:
            actions.signer(dossier, par=personne)
    attendus = Dossier.objects.a_traiter().count()
    page = ouvrir(ORDINATEUR)
    entrer_au_college(page, decor)
    fiches = [page.locator(f"#dossier-{dossier.pk}") for dossier in fratrie]
    fiches[0].focus()
    page.keyboard.press("a")
    for fiche in fiches:
        expect(fiche).to_contain_text("dossier validé")
    page.wait_for_function(SUR_UN_DOSSIER)
    page.keyboard.press("u")
    expect(fiches[0]).to_contain_text("décision annulée")
    for fiche in fiches:
        expect(fiche.locator(".agt-valider")).to_be_visible()
    expect(page.locator("#nombre")).to_contain_text(f"{attendus} dossier")
    # Revenue à sa place, une fiche se décide comme une autre : sans recharger la page.
    fiches[1].focus()
    page.keyboard.press("a")
    expect(fiches[1]).to_contain_text("dossier validé")


def test_la_touche_annule_la_derniere_decision_pas_la_plus_basse(
    decor: Decor, en_attente: int, ouvrir: Callable[..., Page]
) -> None:
    page = ouvrir(ORDINATEUR)
    entrer_au_college(page, decor)
    cles = [page.locator(".agt-fiche").nth(rang).get_attribute("id") for rang in (2, 0)]
    bas, haut = (page.locator(f"#{cle}") for cle in cles)
    for fiche in (bas, haut):
        fiche.focus()
        page.keyboard.press("c")
        page.keyboard.type("Un détail")
        page.keyboard.press("Control+Enter")
        expect(fiche).to_contain_text("invitée à corriger")
    page.wait_for_function(SUR_UN_DOSSIER)
    page.keyboard.press("u")
    expect(haut).to_contain_text("décision annulée")
    expect(bas).to_contain_text("invitée à corriger")


def test_la_suite_arrivee_tard_donne_quand_meme_la_main_au_dossier_d_apres(
    decor: Decor, en_attente: int, ouvrir: Callable[..., Page]
) -> None:
    """Demandée depuis le premier dossier, elle arrive quand tous ceux de la page sont finis."""
    page = ouvrir(ORDINATEUR)
    tenues: list[Route] = []

    def tenir(route: Route) -> None:
        tenues.append(route)

    page.route(re.compile(r"/agent/\?apres="), tenir)
    entrer_au_college(page, decor)
    page.locator(".agt-fiche").first.focus()
    with page.expect_request(re.compile(r"/agent/\?apres=")):
        page.locator(".agt-suite").scroll_into_view_if_needed()
    a_faire, nombre = page.locator(".agt-fiche:not([data-faite])"), page.locator("#nombre")
    while a_faire.count():
        page.wait_for_function(SUR_UN_DOSSIER)
        avant = nombre.inner_text()
        page.keyboard.press("a")
        expect(nombre).not_to_have_text(avant)
    for tenue in tenues:
        tenue.continue_()
    page.wait_for_function(SUR_UN_DOSSIER)


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


def test_une_touche_plus_rapide_que_htmx_ne_recharge_pas_la_page(
    decor: Decor, en_attente: int, ouvrir: Callable[..., Page]
) -> None:
    page = ouvrir(ORDINATEUR)
    entrer_au_college(page, decor)
    fiche = page.locator(".agt-fiche").first
    fiche.evaluate("fiche => fiche.classList.add('htmx-added')")
    fiche.focus()
    page.keyboard.press("a")
    page.keyboard.press("c")
    expect(fiche.locator("textarea")).to_be_hidden()
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
