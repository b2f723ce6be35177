"""La liste, un lot, un dossier où l'on écrit, ce qui en sort (papier, documents) : axe aux deux
largeurs, et les clics comptés."""

import zipfile
from collections.abc import Callable
from random import Random

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from dossiersco.demonstration.joueur import Partie
from dossiersco.dossiers.models import Dossier, NoteInterne
from dossiersco.pieces.tests.factories import PieceJointeFactory
from dossiersco.pieces.tests.fichiers_hostiles import jpeg
from tests.parcours.college import Decor
from tests.parcours.outils import Gestes, verifier_axe
from tests.parcours.pas import bouton, changer_de_page, entrer_au_college

TAILLES = ({"width": 390, "height": 844}, {"width": 1280, "height": 900})
deux_tailles = pytest.mark.parametrize("taille", TAILLES, ids=["telephone", "ordinateur"])
Ouvrir = Callable[..., Page]
CLICS_AU_PLUS = 4


def jouer(decor: Decor) -> None:
    partie = Partie(decor.campagne, decor.agent, Random(2), 0)
    for dossier in decor.dossiers(decor.cas.fratrie):
        partie.jouer_famille(dossier)


@deux_tailles
def test_la_liste_et_le_dossier(decor: Decor, ouvrir: Ouvrir, taille: dict[str, int]) -> None:
    jouer(decor)
    dossier = decor.dossiers(decor.cas.fratrie)[0]
    NoteInterne.objects.create(dossier=dossier, par_agent=decor.agent, texte="Rappeler mardi.")
    page = ouvrir(taille)
    entrer_au_college(page, decor)
    page.goto("/agent/dossiers/?classe=6&colonnes=classe&colonnes=etat&colonnes=formation")
    page.locator("details").evaluate_all("tous => tous.forEach(un => { un.open = true })")
    verifier_axe(page, "agent-liste-pleine")
    page.goto("/agent/dossiers/?nom=personne-de-ce-nom&revenu_depuis=hier")
    verifier_axe(page, "agent-liste-vide-en-erreur")
    page.goto("/agent/dossiers/lots/")
    verifier_axe(page, "agent-lots-vide")
    page.goto(f"/agent/dossiers/{dossier.pk}/")
    page.locator("details:not(.agt-plus)").evaluate_all(
        "tous => tous.forEach(un => { un.open = true })"
    )
    verifier_axe(page, "agent-dossier-plein")
    page.goto(f"/agent/dossiers/{dossier.pk}/ecrire/0/domicile/")
    page.get_by_label("Code postal").fill("12")
    changer_de_page(bouton(page, "Enregistrer"))
    verifier_axe(page, "agent-ecrire-erreur")
    page.goto(f"/agent/dossiers/{dossier.pk}/document/")
    changer_de_page(bouton(page, "Enregistrer"))
    verifier_axe(page, "agent-document-erreur")
    page.goto("/agent/dossiers/lot/?geste=etiqueter:neuve&tout=oui&parametres=")
    verifier_axe(page, "agent-lot-etiquette")
    page.get_by_label("Nom de l’étiquette").fill("Bourse")
    changer_de_page(page.get_by_role("button", name="Poser une étiquette"))
    verifier_axe(page, "agent-lots-plein")


@deux_tailles
def test_valider_tout_ce_qu_un_filtre_garde_en_quatre_clics(
    decor: Decor, ouvrir: Ouvrir, taille: dict[str, int]
) -> None:
    jouer(decor)
    dossiers = Dossier.objects.filter(campagne=decor.campagne)
    dossiers.get(pk=decor.dossiers(decor.cas.fratrie)[0].pk).pieces.update(etat="acceptee")
    page = ouvrir(taille)
    entrer_au_college(page, decor)
    page.goto("/agent/dossiers/")
    gestes = Gestes()
    gestes.toucher(page.get_by_role("link", name="À traiter par le collège"))
    gestes.toucher(page.locator("button[name=tout]"))
    verifier_axe(page, "agent-lot-valider")
    gestes.toucher(page.get_by_role("button", name="Accepter et valider"))
    expect(page.locator("main")).to_contain_text("Fait")
    gestes.annoncer("valider tout ce qu'un filtre garde")
    assert gestes.touches <= CLICS_AU_PLUS


@deux_tailles
def test_imprimer_pour_les_coches(decor: Decor, ouvrir: Ouvrir, taille: dict[str, int]) -> None:
    (dossier,) = decor.dossiers(decor.cas.seul)
    parti = decor.dossiers(decor.cas.fratrie)[0].eleve
    parti.depart_dit_le = timezone.localdate()
    parti.save()
    page = ouvrir(taille)
    entrer_au_college(page, decor)
    page.goto("/agent/dossiers/")
    page.locator(f"input[name=dossier][value='{dossier.pk}']").check()
    page.get_by_label("Agir sur plusieurs dossiers").select_option("imprimer:lettres")
    bouton(page, "Voir pour les cochés").click()
    verifier_axe(page, "agent-lot-lettres")
    page.goto("/agent/dossiers/lot/?geste=imprimer:feuilles&tout=oui&parametres=")
    verifier_axe(page, "agent-lot-feuilles")
    page.go_back()
    bouton(page, "Préparer le fichier à imprimer").click()
    expect(page.locator("main")).to_contain_text("Télécharger")


@deux_tailles
def test_tous_les_documents_recus_en_un_zip(
    decor: Decor, ouvrir: Ouvrir, taille: dict[str, int]
) -> None:
    page = ouvrir(taille)
    entrer_au_college(page, decor)
    page.goto("/agent/listes/")
    expect(page.locator("main")).to_contain_text("Aucun document n’a encore été reçu")
    verifier_axe(page, "agent-listes-sans-document")
    photo = decor.campagne.pieces_attendues.get(condition="tous")
    for dossier in decor.dossiers(decor.cas.fratrie):
        envoi = {"type_contenu": "image/jpeg", "contenu": jpeg()}
        PieceJointeFactory(dossier=dossier, attendue=photo, **envoi)
    page.reload()
    demande = page.get_by_role("button", name="Documents reçus")
    demande.click()
    expect(page.locator("main")).to_contain_text("Cochez au moins un document")
    verifier_axe(page, "agent-listes-documents-erreur")
    page.locator("label[for^=id_documents-colonnes]").first.click()
    page.locator("label", has_text="Par élève").click()
    demande.click()
    with page.expect_download() as recu:
        page.get_by_role("link", name="Télécharger").click()
    verifier_axe(page, "agent-listes-documents")
    with zipfile.ZipFile(recu.value.path()) as archive:
        *photos, index = archive.namelist()
    assert len(photos) == len(decor.dossiers(decor.cas.fratrie))
    assert index == "index.csv"
