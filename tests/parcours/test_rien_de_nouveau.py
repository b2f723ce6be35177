"""Parcours (a) : rien de nouveau, du lien d'invitation au reçu."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from dossiersco.dossiers.etats import Etat
from dossiersco.echanges.retour import preparer_retour, produire_retour
from dossiersco.messagerie.models import Message
from tests.parcours.college import Decor
from tests.parcours.outils import Gestes, verifier_axe
from tests.parcours.pas import bouton, changer_de_page, lien, signer, suivre_l_invitation

TAILLES = ({"width": 390, "height": 844}, {"width": 1280, "height": 900})


@pytest.mark.parametrize("taille", TAILLES, ids=["telephone", "ordinateur"])
def test_confirmer_sans_rien_changer_tient_en_six_gestes(
    decor: Decor, ouvrir: Callable[..., Page], taille: dict[str, int]
) -> None:
    page, gestes = ouvrir(taille), Gestes()
    gestes.touches += 1
    page.goto(decor.lien(decor.cas.seul))
    verifier_axe(page, "famille-lien")
    gestes.toucher(bouton(page, "Continuer"))
    verifier_axe(page, "famille-dossier")
    gestes.toucher(lien(page, "Tout est exact, continuer"))
    verifier_axe(page, "famille-revue")
    signer(page, gestes)
    verifier_axe(page, "famille-recu")

    expect(page.locator("main")).to_contain_text("l’inscription est validée")
    gestes.annoncer("rien de nouveau")
    assert (gestes.touches, gestes.caracteres) <= (6, 0)
    assert gestes.caracteres == 0
    (dossier,) = decor.dossiers(decor.cas.seul)
    assert dossier.etat == Etat.VALIDE
    recu = Message.objects.get(gabarit="recu_valide")
    assert recu.destinataire == decor.personne(decor.cas.seul).mel


def test_noter_de_1_a_5(decor: Decor, page_mobile: Page, gestes: Gestes) -> None:
    suivre_l_invitation(page_mobile, decor, decor.cas.seul, gestes)
    lien(page_mobile, "Tout est exact, continuer").click()
    signer(page_mobile, gestes)
    page_mobile.locator("input[value='4'] + label").click()
    changer_de_page(bouton(page_mobile, "Donner mon avis"))
    verifier_axe(page_mobile, "famille-avis")
    assert decor.campagne.avis.get().note == 4


def test_trois_enfants_sans_rien_de_nouveau_tiennent_en_douze_gestes(
    decor: Decor, ouvrir: Callable[..., Page], gestes: Gestes
) -> None:
    page = ouvrir()
    suivre_l_invitation(page, decor, decor.cas.fratrie, gestes)
    verifier_axe(page, "famille-enfants")
    page.set_viewport_size(TAILLES[1])
    verifier_axe(page, "famille-enfants")
    page.set_viewport_size(TAILLES[0])
    for dossier in decor.dossiers(decor.cas.fratrie):
        expect(page.locator("main")).to_contain_text(dossier.eleve.prenom)
    gestes.toucher(page.locator("main").get_by_role("link", name="Ouvrir le dossier").first)
    gestes.toucher(lien(page, "Tout est exact, continuer"))
    for reste in (True, True, False):
        signer(page, gestes)
        assert lien(page, "Continuer avec").is_visible() is reste
        if reste:
            gestes.toucher(lien(page, "Continuer avec"))
            # La relecture montre tout le dossier : on ne signe pas à l'aveugle.
            expect(page.locator("main")).to_contain_text("Date de naissance")
    gestes.annoncer("trois enfants, rien de nouveau")
    assert gestes.touches <= 12
    assert gestes.caracteres == 0
    etats = {dossier.etat for dossier in decor.dossiers(decor.cas.fratrie)}
    assert etats == {Etat.VALIDE}


def test_rien_de_nouveau_ne_fait_aucun_fichier(
    decor: Decor, page_mobile: Page, gestes: Gestes
) -> None:
    suivre_l_invitation(page_mobile, decor, decor.cas.seul, gestes)
    lien(page_mobile, "Tout est exact, continuer").click()
    signer(page_mobile, gestes)
    assert produire_retour(preparer_retour(decor.campagne)) is None
