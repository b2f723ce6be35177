"""Tous les autres écrans, aux deux largeurs, pleins, vides ou en erreur : axe ne trouve rien."""

from collections.abc import Callable
from itertools import cycle
from random import Random

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from dossiersco.demonstration.joueur import Partie
from dossiersco.dossiers.models import Eleve
from dossiersco.echanges.models import ChangementEnvoye
from dossiersco.siecle.banc.compte_rendu import Ligne, Section
from dossiersco.siecle.tests.comptes_rendus_fictifs import compte_rendu
from tests.parcours.college import Decor
from tests.parcours.outils import Gestes, verifier_axe
from tests.parcours.pas import bouton, entrer_au_college, suivre_l_invitation

TAILLES = ({"width": 390, "height": 844}, {"width": 1280, "height": 900})
deux_tailles = pytest.mark.parametrize("taille", TAILLES, ids=["telephone", "ordinateur"])
Ouvrir = Callable[..., Page]
AUTRE = {"autre_le": timezone.now(), "autre": None}


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
def test_suivre_un_envoi_le_lendemain(decor: Decor, ouvrir: Ouvrir, taille: dict[str, int]) -> None:
    """La page d'un envoi : attendu, en erreur, puis avec chaque sort et un compte rendu."""
    partie = Partie(decor.campagne, decor.agent, Random(2), 0)
    for dossier in decor.dossiers(decor.cas.fratrie):
        partie.jouer_famille(dossier)
        partie.traiter(dossier.pk)
    page = ouvrir(taille)
    entrer_au_college(page, decor)
    page.goto("/agent/retour/")
    bouton(page, "Produire le fichier").click()
    page.get_by_role("link", name="Suivre l’envoi").click()
    verifier_axe(page, "agent-envoi-attendu")
    fichier = page.get_by_label("Le PDF du compte rendu")
    fichier.set_input_files({"name": "a.pdf", "mimeType": "application/pdf", "buffer": b"rien"})
    bouton(page, "Lire le compte rendu").click()
    verifier_axe(page, "agent-envoi-erreur")
    _le_lendemain()
    page.get_by_label("Le PDF du compte rendu").set_input_files(
        {"name": "a.pdf", "mimeType": "application/pdf", "buffer": _compte_rendu()}
    )
    bouton(page, "Lire le compte rendu").click()
    page.locator("details").evaluate_all("tous => tous.forEach(un => { un.open = true })")
    verifier_axe(page, "agent-envoi-plein")
    vu = ChangementEnvoye.objects.vus().first()
    assert vu is not None
    page.goto(f"/agent/dossiers/{vu.dossier_id}/")
    verifier_axe(page, "agent-dossier-vu")


def _le_lendemain() -> None:
    """Un changement de chaque sort, le premier vu."""
    sorts = cycle(({"vu_le": timezone.now()}, {"absent_le": timezone.now()}, {}, AUTRE))
    for envoye, sort in zip(ChangementEnvoye.objects.order_by("pk"), sorts, strict=False):
        ChangementEnvoye.objects.filter(pk=envoye.pk).update(**sort)


def _compte_rendu() -> bytes:
    eleve = Eleve.objects.filter(dossiers__retours__isnull=False).first()
    assert eleve is not None
    qui = ("6A", f"{eleve.nom_de_famille} {eleve.prenom}", eleve.id_siecle or "", str(eleve.id_prv))
    inconnu = ("", "INCONNU Léo", "99999999", "9")
    return compte_rendu(
        [
            Ligne(Section.ELEVES_REJETES, *qui, "Date d'entrée incohérente.", "REJEL_ENTREE_B_02"),
            Ligne(Section.ELEVES_EN_ANOMALIE, *inconnu, "Une règle rare.", "XYZ_A_01"),
            Ligne(Section.ELEVES_MODIFIES, *qui, "Modifié.", "MODIF"),
        ]
    )
