"""Envoyer, revoir et retirer ses documents."""

import errno
import io
from datetime import UTC, datetime
from pathlib import Path

import pikepdf
import pytest
from django.contrib.staticfiles import finders
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from dossiersco.campagnes.models import Campagne
from dossiersco.dossiers.models import Responsable
from dossiersco.dossiers.tests.factories import (
    DossierFactory,
    ResponsableFactory,
    college_voisin,
)
from dossiersco.espace_famille.tests.pages import html, texte
from dossiersco.pieces.models import PieceJointe
from dossiersco.pieces.tests import fichiers_hostiles as fichiers
from dossiersco.pieces.tests.factories import PieceAttendueFactory, PieceJointeFactory


@pytest.fixture
def adresse(martin, adresse_de):
    return adresse_de("pieces", martin.dossier)


@pytest.fixture
def attendue(martin):
    return PieceAttendueFactory(
        campagne=martin.campagne, nom="Carnet", explication="Pour les vaccins.", obligatoire=True
    )


@pytest.fixture
def envoyer(mere, adresse, attendue):
    def geste(contenu, nom="photo.jpg"):
        fichier = SimpleUploadedFile(nom, contenu, "image/jpeg")
        donnees = {"attendue": attendue.pk, f"d{attendue.pk}-fichier": fichier}
        return mere.post(adresse, donnees)

    return geste


def voir(piece):
    return reverse("espace_famille:piece", args=[piece.dossier_id, piece.pk])


def entier(piece):
    return reverse("espace_famille:piece_entiere", args=[piece.dossier_id, piece.pk])


def retirer(piece):
    return reverse("espace_famille:piece_retirer", args=[piece.dossier_id, piece.pk])


def test_chaque_document_dit_pourquoi_et_ou_il_en_est(mere, adresse, attendue):
    page = mere.get(adresse)
    assert "Pour les vaccins." in texte(page)
    assert 'type="file"' in html(page)
    assert 'accept="image/*,.heic,.heif,application/pdf"' in html(page)


@pytest.mark.parametrize("contenu", [fichiers.jpeg(), fichiers.png(), fichiers.pdf()])
def test_un_bon_fichier_est_recu(mere, envoyer, adresse, attendue, contenu):
    reponse = envoyer(contenu)
    assert reponse.url == f"{adresse}#document-{attendue.pk}"
    page = texte(mere.get(reponse.url))
    assert "Le collège a reçu : Carnet." in page
    assert "Envoyé, le collège va le regarder" in page


@pytest.mark.parametrize("nom", fichiers.HOSTILES)
def test_un_mauvais_fichier_dit_sa_phrase_et_rien_d_autre_n_est_perdu(mere, martin, envoyer, nom):
    PieceJointeFactory(dossier=martin.dossier, personne=martin.mere)
    contenu, phrase = fichiers.HOSTILES[nom]
    reponse = envoyer(contenu)
    assert reponse.status_code == 422
    assert phrase in texte(reponse)
    assert PieceJointe.objects.count() == 1


def test_sans_fichier_choisi_on_le_dit(mere, adresse, attendue):
    reponse = mere.post(adresse, {"attendue": attendue.pk})
    assert reponse.status_code == 422
    assert "Choisissez d'abord un fichier" in texte(reponse)


def test_une_fois_un_document_recu_on_propose_une_autre_page(mere, adresse, envoyer):
    assert "Une autre page" not in texte(mere.get(adresse))
    envoyer(fichiers.jpeg())
    assert "Une autre page" in texte(mere.get(adresse))


def test_envoyer_deux_fois_le_meme_fichier_n_en_garde_qu_un(envoyer):
    envoyer(fichiers.jpeg())
    assert envoyer(fichiers.jpeg()).status_code == 302
    assert PieceJointe.objects.count() == 1


def test_un_document_qui_n_est_pas_demande_est_refuse(mere, adresse):
    voisine = PieceAttendueFactory(campagne=college_voisin().campagne)
    fichier = SimpleUploadedFile("a.jpg", fichiers.jpeg())
    mere.post(adresse, {"attendue": voisine.pk, f"d{voisine.pk}-fichier": fichier})
    assert not PieceJointe.objects.exists()


def test_on_revoit_sa_photo_dans_une_page_sans_pouvoir(mere, martin, envoyer):
    envoyer(fichiers.jpeg())
    reponse = mere.get(voir(PieceJointe.objects.get()))
    assert reponse["Content-Type"] == "image/jpeg"
    assert reponse["X-Content-Type-Options"] == "nosniff"
    assert reponse["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert reponse["Cache-Control"] == "no-store"
    assert reponse["Content-Disposition"].startswith("inline")
    assert reponse.getvalue().startswith(b"\xff\xd8")


def test_un_pdf_se_telecharge(mere, envoyer):
    envoyer(fichiers.pdf())
    reponse = mere.get(voir(PieceJointe.objects.get()))
    assert reponse["Content-Disposition"].startswith("attachment")
    assert reponse.getvalue().startswith(b"%PDF-")


def test_la_piece_de_l_autre_parent_ne_se_voit_pas(mere, martin, adresse):
    piece = PieceJointeFactory(dossier=martin.dossier, personne=martin.pere)
    assert mere.get(voir(piece)).status_code == 404
    assert mere.post(retirer(piece)).status_code == 404
    assert voir(piece) not in html(mere.get(adresse))
    assert PieceJointe.objects.exists()


def test_la_piece_du_voisin_n_existe_pas(mere):
    voisins = college_voisin()
    piece = PieceJointeFactory(dossier=voisins.dossier, personne=voisins.mere)
    assert mere.get(voir(piece)).status_code == 404
    assert mere.post(retirer(piece)).status_code == 404


def test_un_droit_perdu_ferme_aussi_les_documents(mere, martin, envoyer):
    envoyer(fichiers.jpeg())
    Responsable.objects.filter(personne=martin.mere).delete()
    assert mere.get(voir(PieceJointe.objects.get())).status_code == 404


def test_un_document_se_retire_tant_qu_il_n_est_pas_accepte(mere, martin, adresse):
    piece = PieceJointeFactory(dossier=martin.dossier, personne=martin.mere)
    assert "Page retirée." in texte(mere.post(retirer(piece), follow=True))
    assert not PieceJointe.objects.exists()


def test_un_document_accepte_ne_se_retire_plus(mere, martin, adresse):
    piece = PieceJointeFactory(dossier=martin.dossier, personne=martin.mere, etat="acceptee")
    assert retirer(piece) not in html(mere.get(adresse))
    assert "déjà accepté" in texte(mere.post(retirer(piece), follow=True))
    assert PieceJointe.objects.exists()


def test_ferme_rien_ne_part_mais_on_revoit_les_siens(mere, martin, envoyer):
    piece = PieceJointeFactory(dossier=martin.dossier, personne=martin.mere)
    Campagne.objects.update(ferme_le="2026-01-01")
    envoyer(fichiers.jpeg())
    mere.post(retirer(piece))
    assert PieceJointe.objects.count() == 1
    assert mere.get(voir(piece)).getvalue()


def test_une_page_dit_pourquoi_et_donne_un_exemple(mere, martin, adresse):
    PieceAttendueFactory(campagne=martin.campagne, exemple="une facture d’eau")
    assert "Par exemple : une facture d'eau" in texte(mere.get(adresse))


@pytest.fixture
def envoyer_plusieurs(mere, adresse, attendue):
    def geste(*contenus):
        liste = [SimpleUploadedFile(f"p{n}.jpg", c) for n, c in enumerate(contenus, 1)]
        return mere.post(adresse, {"attendue": attendue.pk, f"d{attendue.pk}-fichier": liste})

    return geste


def test_plusieurs_photos_a_la_fois_font_un_document_de_plusieurs_pages(
    mere, adresse, envoyer_plusieurs
):
    envoyer_plusieurs(fichiers.jpeg((50, 40)), fichiers.jpeg((60, 40)), fichiers.heic())
    page = texte(mere.get(adresse))
    assert "Page 3" in page
    assert "Voir le document entier (3 pages, PDF)" in page


def test_un_mauvais_fichier_ne_fait_pas_perdre_les_autres(mere, adresse, envoyer_plusieurs):
    reponse = envoyer_plusieurs(fichiers.jpeg((50, 40)), fichiers.HTML, fichiers.jpeg((60, 40)))
    assert reponse.status_code == 422
    assert "« p2.jpg » : Ce fichier n'est ni une photo" in texte(reponse)
    assert "Page 2" in texte(reponse)
    assert PieceJointe.objects.count() == 2


def test_un_disque_plein_se_dit_sans_rien_perdre(mere, envoyer, monkeypatch):
    def plein(*_):
        raise OSError(errno.ENOSPC, "plus de place")

    monkeypatch.setattr("dossiersco.pieces.stockage.ContentFile.chunks", plein)
    reponse = envoyer(fichiers.jpeg())
    assert reponse.status_code == 507
    assert "Vos réponses et vos autres documents sont gardés" in texte(reponse)
    assert not PieceJointe.objects.exists()


def test_les_pages_se_montent_et_se_descendent(mere, adresse, envoyer_plusieurs):
    envoyer_plusieurs(fichiers.jpeg((50, 40)), fichiers.jpeg((60, 40)))
    premiere, seconde = PieceJointe.objects.order_by("rang")
    monter = reverse("espace_famille:piece_deplacer", args=[seconde.dossier_id, seconde.pk, 0])
    assert monter in html(mere.get(adresse))
    assert mere.post(monter).url == f"{adresse}#document-{seconde.attendue_id}"
    assert [p.pk for p in PieceJointe.objects.order_by("rang")] == [seconde.pk, premiere.pk]


def test_le_document_entier_est_un_seul_pdf_dans_l_ordre(mere, envoyer_plusieurs):
    envoyer_plusieurs(fichiers.jpeg((50, 40)), fichiers.jpeg((40, 60)))
    piece = PieceJointe.objects.first()
    reponse = mere.get(entier(piece))
    assert reponse["Content-Disposition"].startswith("attachment")
    assert reponse["Cache-Control"] == "no-store"
    with pikepdf.open(io.BytesIO(reponse.getvalue())) as document:
        assert [int(page.MediaBox[2]) for page in document.pages] == [842, 595]


def test_les_pages_des_autres_ne_se_lisent_ni_ne_bougent(mere, martin):
    voisins = college_voisin()
    for dossier, personne in ((martin.dossier, martin.pere), (voisins.dossier, voisins.mere)):
        piece = PieceJointeFactory(dossier=dossier, personne=personne)
        assert mere.get(entier(piece)).status_code == 404
        args = [dossier.pk, piece.pk, 0]
        assert mere.post(reverse("espace_famille:piece_deplacer", args=args)).status_code == 404


def test_un_document_valable_ne_se_redemande_pas(mere, martin, adresse):
    """Envoyé pour son frère ; on peut l'envoyer quand même."""
    (frere,) = famille_martin_de_plus(martin)
    demandee = PieceAttendueFactory(
        campagne=martin.campagne, obligatoire=True, pour_la_fratrie=True
    )
    PieceJointeFactory(
        dossier=frere,
        attendue=demandee,
        personne=martin.mere,
        deposee_le=datetime(2026, 6, 3, 12, tzinfo=UTC),
    )
    page = mere.get(adresse)
    assert "Déjà reçu le 3 juin 2026. Vous n'avez pas à l'envoyer." in texte(page)
    assert "<summary>L’envoyer quand même" in html(page)


def famille_martin_de_plus(martin):
    dossier = DossierFactory(campagne=martin.campagne)
    ResponsableFactory(eleve=dossier.eleve, personne=martin.mere)
    return (dossier,)


@pytest.mark.parametrize("script", ["envoi", "suivi"])
def test_le_confort_ne_pese_pas_huit_ko(script):
    assert Path(finders.find(f"espace_famille/{script}.js")).stat().st_size <= 8_000


def test_aucun_document_demande_se_dit(mere, adresse):
    assert "ne vous demande aucun document" in texte(mere.get(adresse))
