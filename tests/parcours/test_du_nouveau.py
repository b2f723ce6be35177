"""Parcours (b) : un téléphone, une adresse, un document ; SIECLE reçoit cela et rien d’autre."""

from collections.abc import Callable
from copy import deepcopy
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import BrowserContext, Page, expect

from dossiersco.dossiers.etats import Etat
from dossiersco.echanges.contexte import contexte_de
from dossiersco.echanges.models import Retour
from dossiersco.siecle.banc import Base, deposer, differences
from tests.parcours.college import Decor
from tests.parcours.outils import Gestes, verifier_axe
from tests.parcours.pas import (
    bouton,
    entrer_au_college,
    envoyer_un_document,
    lien,
    signer,
    suivre_l_invitation,
)

ORDINATEUR = {"width": 1280, "height": 900}
Verifier = Callable[[Page, str], None]


@pytest.fixture
def justificatif(tmp_path: Path) -> Path:
    chemin = tmp_path / "IMG_2041.jpg"
    Image.effect_noise((1200, 900), 80).convert("RGB").save(chemin, "JPEG")
    return chemin


def dire_du_nouveau(
    page: Page, gestes: Gestes, justificatif: Path, verifier: Verifier = verifier_axe
) -> None:
    gestes.toucher(lien(page, "Modifier vos coordonnées"))
    verifier(page, "famille-moi")
    gestes.saisir(page.get_by_label("Téléphone portable"), "06 39 98 77 77")
    gestes.saisir(page.get_by_label("Numéro et rue"), "8 rue des Essais\nBâtiment C")
    gestes.saisir(page.get_by_label("Code postal, en France"), "59000")
    gestes.saisir(page.get_by_label("Commune"), "Lille")
    gestes.toucher(bouton(page, "Enregistrer"))
    expect(page.locator("main")).to_contain_text("Enregistré")
    verifier(page, "famille-dossier-modifie")
    gestes.toucher(lien(page, "Envoyer ou revoir les documents"))
    verifier(page, "famille-pieces")
    rangee = page.locator("section", has_text="Justificatif de domicile")
    envoyer_un_document(rangee, gestes, justificatif)
    verifier(page, "famille-pieces-envoyee")
    gestes.toucher(lien(page, "J’ai fini"))
    gestes.toucher(lien(page, "Continuer"))
    verifier(page, "famille-revue-nouveau")
    signer(page, gestes)
    expect(page.locator("main")).to_contain_text("Il n’est pas encore validé")
    verifier(page, "famille-recu-a-valider")


def accepter_et_exporter(page: Page, decor: Decor, verifier: Verifier = verifier_axe) -> Retour:
    entrer_au_college(page, decor)
    verifier(page, "agent-file")
    (dossier,) = decor.dossiers(decor.cas.seul)
    rangee = page.locator(f"#dossier-{dossier.pk}")
    expect(rangee).to_contain_text("06 39 98 77 77")
    rangee.get_by_role("button", name="Accepter et valider").click()
    expect(page.locator("main")).to_contain_text("Tout est traité")
    verifier(page, "agent-file-vide")
    page.goto("/agent/retour/")
    verifier(page, "agent-retour")
    bouton(page, "Produire le fichier").click()
    verifier(page, "agent-retour-produit")
    return decor.campagne.retours.get()


def sans_axe(_page: Page, _nom: str) -> None:
    """axe ne répond pas sans JavaScript ; les mêmes écrans sont vérifiés avec."""


def retour_applique(decor: Decor, produit: Retour) -> Base:
    with produit.fichier.open("rb") as fichier:
        contenu = fichier.read()
    compte_rendu = deposer(decor.base, contenu, contexte=contexte_de(decor.campagne))
    assert compte_rendu.refus == ""
    return compte_rendu.base


def base_attendue(decor: Decor) -> Base:
    attendue = deepcopy(decor.base)
    (dossier,) = decor.dossiers(decor.cas.seul)
    photo = attendue.personnes[decor.cas.seul]
    photo["TEL_PORTABLE"] = "0639987777"
    # Ce que SIECLE n'en savait pas, il le met à non (INF_COMAD_A_01).
    photo.setdefault("COMMUNICATION_ADRESSE", "0")
    # L'enfant vit avec ce parent : la case « habite aussi à cette adresse » est restée cochée.
    photo["ADRESSE"] = attendue.eleves[dossier.eleve.id_siecle or ""]["ADRESSE"] = {
        "LIGNE1_ADRESSE": "8 rue des Essais",
        "LIGNE2_ADRESSE": "Bâtiment C",
        "CODE_POSTAL": "59000",
        "LIBELLE_POSTAL": "LILLE",
        "CODE_PAYS": "100",
    }
    return attendue


def test_le_nouveau_d_une_famille_arrive_seul_dans_siecle(
    decor: Decor, ouvrir: Callable[..., Page], gestes: Gestes, justificatif: Path
) -> None:
    telephone = ouvrir()
    suivre_l_invitation(telephone, decor, decor.cas.seul, gestes)
    dire_du_nouveau(telephone, gestes, justificatif)
    (dossier,) = decor.dossiers(decor.cas.seul)
    assert dossier.etat == Etat.TRANSMIS

    produit = accepter_et_exporter(ouvrir(ORDINATEUR), decor)

    assert differences(base_attendue(decor), retour_applique(decor, produit)) == []
    (dossier,) = decor.dossiers(decor.cas.seul)
    assert dossier.etat == Etat.VALIDE


def test_tout_se_fait_sans_javascript(
    decor: Decor, sans_js: BrowserContext, gestes: Gestes, justificatif: Path
) -> None:
    """Parcours (d)."""
    page = sans_js.new_page()
    suivre_l_invitation(page, decor, decor.cas.seul, gestes)
    dire_du_nouveau(page, gestes, justificatif, sans_axe)
    bouton_de_sortie = page.get_by_role("button", name="Se déconnecter")
    bouton_de_sortie.click()
    produit = accepter_et_exporter(page, decor, sans_axe)
    assert differences(base_attendue(decor), retour_applique(decor, produit)) == []


def test_un_telephone_et_un_document_tiennent_en_quatorze_gestes(
    decor: Decor, page_mobile: Page, gestes: Gestes, justificatif: Path
) -> None:
    page = page_mobile
    suivre_l_invitation(page, decor, decor.cas.seul, gestes)
    gestes.toucher(lien(page, "Modifier vos coordonnées"))
    gestes.saisir(page.get_by_label("Téléphone portable"), "0639987777")
    gestes.toucher(bouton(page, "Enregistrer"))
    gestes.toucher(lien(page, "Envoyer ou revoir les documents"))
    rangee = page.locator("section", has_text="Photo d’identité")
    envoyer_un_document(rangee, gestes, justificatif)
    gestes.toucher(lien(page, "J’ai fini"))
    gestes.toucher(lien(page, "Continuer"))
    signer(page, gestes)
    assert gestes.touches <= 14
