"""Les documents, depuis un téléphone, avec et sans JavaScript ; et d'un ordinateur vers lui."""

import io
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from PIL import Image
from playwright.sync_api import BrowserContext, Locator, Page, Route, expect

from dossiersco.pieces.actions import deposer
from dossiersco.pieces.models import PieceAttendue, PieceJointe, Televersement
from dossiersco.pieces.pdf import relier
from dossiersco.pieces.tests import fichiers_hostiles as fichiers
from tests.parcours.college import Decor
from tests.parcours.conftest import ORDINATEUR, TELEPHONE
from tests.parcours.outils import Gestes, verifier_axe
from tests.parcours.pas import entrer_au_college, suivre_l_invitation

Ouvrir = Callable[..., Page]
DOCUMENT = "Photo d’identité"


def photo(couleur: str, taille: tuple[int, int] = (1200, 1600)) -> bytes:
    sortie = io.BytesIO()
    Image.new("RGB", taille, couleur).save(sortie, "JPEG", exif=fichiers.position())
    return sortie.getvalue()


def photo_lourde() -> bytes:
    """Douze millions de points, comme un téléphone courant."""
    sortie = io.BytesIO()
    Image.effect_noise((4000, 3000), 8).convert("RGB").save(sortie, "JPEG", quality=90)
    assert sortie.tell() > 2_000_000
    return sortie.getvalue()


def pdf_lourd() -> bytes:
    """Quatre morceaux au moins."""
    sortie = io.BytesIO()
    Image.effect_noise((1200, 1200), 60).convert("RGB").save(sortie, "JPEG", quality=95)
    pdf = relier([(sortie.getvalue(), "image/jpeg")])
    assert len(pdf) > 4 * 262_144
    return pdf


def fichier(nom: str, contenu: bytes, type_mime: str = "image/jpeg") -> dict[str, object]:
    return {"name": nom, "mimeType": type_mime, "buffer": contenu}


def aux_documents(page: Page, decor: Decor) -> Locator:
    suivre_l_invitation(page, decor, decor.cas.seul, Gestes())
    page.goto(f"{page.url}pieces/")
    return page.locator("section", has_text=DOCUMENT)


def choisir(rangee: Locator, *choisis: dict[str, object]) -> None:
    rangee.locator("input[type=file]").set_input_files(list(choisis))


def couleurs_en_base() -> list[str]:
    """Ce que montrent les pages gardées, dans l'ordre."""
    couleurs = []
    for piece in PieceJointe.objects.order_by("rang"):
        with piece.fichier.open("rb") as garde, Image.open(garde) as image:
            rouge, vert, bleu = image.convert("RGB").resize((1, 1)).getpixel((0, 0))
        couleurs.append(
            max(("rouge", rouge), ("vert", vert), ("bleu", bleu), key=lambda c: c[1])[0]
        )
    return couleurs


def test_plusieurs_photos_partent_des_qu_on_les_choisit(decor: Decor, page_mobile: Page) -> None:
    rangee = aux_documents(page_mobile, decor)
    expect(rangee.get_by_role("button", name="Envoyer")).to_be_hidden()
    choisir(
        rangee,
        fichier("a.jpg", photo("red")),
        fichier("faux.jpg", fichiers.HTML),
        fichier("b.jpg", photo("lime")),
    )
    expect(rangee).to_contain_text("faux.jpg")
    expect(rangee).to_contain_text("n’est ni une photo")
    expect(rangee).to_contain_text("Page 2")
    choisir(rangee, fichier("c.jpg", photo("blue")))
    expect(rangee).to_contain_text("Voir le document entier (3 pages, PDF)")
    # L'échec d'avant ne fait plus douter de ce qui vient de partir.
    expect(rangee).not_to_contain_text("faux.jpg")
    verifier_axe(page_mobile, "famille-pieces-plusieurs")
    assert couleurs_en_base() == ["rouge", "vert", "bleu"]
    rangee.get_by_role("button", name="Monter la page 3").click()
    rangee.get_by_role("button", name="Retirer la page 1").click()
    expect(rangee).to_contain_text("Voir le document entier (2 pages, PDF)")
    assert couleurs_en_base() == ["bleu", "vert"]
    for piece in PieceJointe.objects.all():
        with piece.fichier.open("rb") as garde:
            assert b"CANARI" not in garde.read()


def test_une_grosse_photo_est_allegee_avant_de_partir(decor: Decor, page_mobile: Page) -> None:
    rangee = aux_documents(page_mobile, decor)
    choisir(rangee, fichier("IMG_2041.jpg", photo_lourde()))
    expect(rangee).to_contain_text("Page 1", timeout=30_000)
    assert Televersement.objects.get().taille <= 400_000


def test_une_photo_heic_que_le_navigateur_n_ouvre_pas_part_telle_quelle(
    decor: Decor, page_mobile: Page
) -> None:
    rangee = aux_documents(page_mobile, decor)
    choisir(rangee, fichier("IMG_2042.HEIC", fichiers.heic(), "image/heic"))
    expect(rangee).to_contain_text("Page 1")


def test_coupe_en_route_l_envoi_reprend_seul_ou_il_en_etait(
    decor: Decor, page_mobile: Page
) -> None:
    page, passes, coupe = page_mobile, [], [False]

    def couper(route: Route) -> None:
        if coupe[0]:
            route.abort("internetdisconnected")
            return
        if route.request.method == "POST":
            passes.append(route.request.url.rpartition("=")[2])
            # Le deuxième morceau arrive, sa réponse se perd, puis plus rien ne passe.
            if len(passes) == 2:
                route.fetch()
                coupe[0] = True
                route.abort("connectionreset")
                return
        route.continue_()

    page.route("**/envois/**", couper)
    rangee = aux_documents(page, decor)
    choisir(rangee, fichier("bail.pdf", pdf_lourd(), "application/pdf"))
    expect(rangee).to_contain_text("Réseau coupé\u00a0: l’envoi reprendra seul.")
    verifier_axe(page, "famille-pieces-coupe")
    assert Televersement.objects.get().recu == 2 * 262_144
    coupe[0] = False
    expect(rangee).to_contain_text("Page 1", timeout=20_000)
    assert len(passes) == len(set(passes))
    assert PieceJointe.objects.count() == 1


def test_sans_javascript_le_formulaire_fait_tout(decor: Decor, sans_js: BrowserContext) -> None:
    page = sans_js.new_page()
    rangee = aux_documents(page, decor)
    choisir(
        rangee,
        fichier("a.jpg", photo("red")),
        fichier("faux.jpg", fichiers.HTML),
        fichier("b.jpg", photo("lime")),
    )
    rangee.get_by_role("button", name="Envoyer").click()
    expect(page.locator("main")).to_contain_text("« faux.jpg »")
    rangee.get_by_role("button", name="Monter la page 2").click()
    assert couleurs_en_base() == ["vert", "rouge"]
    rangee.get_by_role("button", name="Retirer la page 1").click()
    expect(page.locator("main")).to_contain_text("Page retirée")
    assert couleurs_en_base() == ["rouge"]


@pytest.fixture
def lien(decor: Decor, ouvrir: Ouvrir) -> tuple[Page, str]:
    """La page de l'ordinateur, et ce que vise le téléphone."""
    page = ouvrir(ORDINATEUR)
    rangee = aux_documents(page, decor)
    rangee.get_by_role("button", name="Prendre la photo avec mon téléphone").click()
    expect(page.get_by_role("img")).to_be_visible()
    return page, urlsplit(page.locator(".sco-lien").inner_text()).path


def test_l_ordinateur_voit_arriver_ce_que_le_telephone_envoie(
    lien: tuple[Page, str], ouvrir: Ouvrir, tmp_path: Path
) -> None:
    ordinateur, chemin = lien
    verifier_axe(ordinateur, "famille-telephone")
    telephone = ouvrir()
    telephone.goto(chemin)
    verifier_axe(telephone, "telephone-envoi")
    choisir(telephone.locator("main"), fichier("a.jpg", photo("red")))
    expect(telephone.locator("main")).to_contain_text("Page reçue")
    verifier_axe(telephone, "telephone-recu")
    expect(ordinateur.get_by_role("status")).to_contain_text("1 page reçue.", timeout=10_000)
    ordinateur.get_by_role("link", name="J’ai envoyé la photo").click()
    expect(ordinateur.locator("main")).to_contain_text("Page 1")


def test_le_telephone_envoie_aussi_sans_javascript(
    lien: tuple[Page, str], sans_js: BrowserContext
) -> None:
    telephone = sans_js.new_page()
    telephone.goto(lien[1])
    choisir(telephone.locator("main"), fichier("a.jpg", photo("red")))
    telephone.get_by_role("button", name="Envoyer").click()
    expect(telephone.locator("main")).to_contain_text("C’est reçu.")


def test_un_lien_qui_ne_vaut_plus_dit_quoi_faire(decor: Decor, page_mobile: Page) -> None:
    page_mobile.goto("/famille/telephone/jeton-invente/")
    expect(page_mobile.locator("main")).to_contain_text("Ce lien ne vaut plus")
    verifier_axe(page_mobile, "telephone-ferme")


@pytest.mark.parametrize("taille", [TELEPHONE, ORDINATEUR], ids=["telephone", "ordinateur"])
def test_un_document_du_foyer_ne_se_redemande_pas_et_le_college_le_retrouve(
    decor: Decor, ouvrir: Ouvrir, taille: dict[str, int]
) -> None:
    attendue = PieceAttendue.objects.get(nom=DOCUMENT)
    PieceAttendue.objects.update(pour_la_fratrie=True)
    aine, cadet, *_ = decor.dossiers(decor.cas.fratrie)
    par = decor.personne(decor.cas.fratrie)
    for couleur in ("red", "lime"):
        deposer(aine, attendue, io.BytesIO(photo(couleur)), par=par)
    famille = ouvrir(taille)
    suivre_l_invitation(famille, decor, decor.cas.fratrie, Gestes())
    famille.goto(f"/famille/dossier/{cadet.pk}/pieces/")
    expect(famille.locator("main")).to_contain_text("Vous n’avez pas à l’envoyer")
    verifier_axe(famille, "famille-pieces-deja-recu")
    college = ouvrir(taille)
    entrer_au_college(college, decor)
    college.goto(f"/agent/dossiers/{cadet.pk}/")
    college.locator("main").get_by_role("link", name="ouvrir son dossier").click()
    expect(college.locator("main")).to_contain_text("Le document entier (2 pages, PDF)")
    verifier_axe(college, "agent-dossier-pages")
