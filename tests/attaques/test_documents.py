"""T-DOC : ce qu'une famille envoie ne casse rien, n'exécute rien, ne dit rien d'autre."""

import io

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from dossiersco.pieces import actions
from dossiersco.pieces.fichiers import FichierImpossible, assainir
from dossiersco.pieces.models import PieceJointe
from dossiersco.pieces.tests import fichiers_hostiles
from dossiersco.pieces.tests.factories import PieceAttendueFactory
from dossiersco.pieces.tests.fichiers_hostiles import HOSTILES, jpeg
from tests.attaques import fichiers_tordus
from tests.attaques.canaris import octets
from tests.attaques.decor import Decor, navigateur
from tests.attaques.effets import base

NOMS = [
    '"><img src=x onerror=alert(1)>.jpg',
    "../../../../etc/cron.d/x.jpg",
    "..\\..\\config\\settings.py",
    "facture\x00.php",
    "é" * 400 + ".jpg",
    ".htaccess",
    "=HYPERLINK(1).pdf",
]


@pytest.fixture
def photo(decor: Decor):
    return PieceAttendueFactory(campagne=decor.martin.campagne, nom="Photo")


def envoyer(decor, attendue, contenu: bytes, nom: str = "photo.jpg", qui: str = "la mère"):
    fichier = SimpleUploadedFile("x", contenu)
    # Le nom tel que le navigateur l'envoie : Django le nettoierait ici aussi.
    fichier.__dict__["_name"] = nom
    adresse = reverse("espace_famille:pieces", args=[decor.dossier.pk])
    envoi = {"attendue": attendue.pk, f"d{attendue.pk}-fichier": fichier}
    return navigateur(decor.compte_de(qui)).post(adresse, envoi)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("tordus", [fichiers_tordus.jpegs, fichiers_tordus.pdfs])
def test_un_fichier_tordu_est_garde_ou_refuse_jamais_une_panne(tordus):
    """T-DOC-01 : plus de mille fichiers faux d'un seul octet ou d'un seul mot."""
    gardes, refuses = 0, 0
    for contenu in tordus():
        try:
            assainir(io.BytesIO(contenu))
            gardes += 1
        except FichierImpossible:
            refuses += 1
    assert gardes > 100
    assert refuses > 0


@pytest.mark.parametrize("quoi", HOSTILES)
def test_un_fichier_hostile_est_refuse_avec_sa_phrase(decor, photo, quoi):
    contenu, mot = HOSTILES[quoi]
    reponse = envoyer(decor, photo, contenu)
    assert reponse.status_code == 422
    assert mot in reponse.content.decode()
    assert not photo.recues.exists()


@pytest.mark.parametrize("nom", NOMS)
def test_le_nom_du_fichier_ne_touche_ni_le_disque_ni_l_ecran(decor, photo, nom):
    """T-DOC-04 : en 2024, un service de l'État a eu ce défaut (XSS par le nom du fichier)."""
    assert envoyer(decor, photo, jpeg(), nom).status_code in {302, 400}
    for piece in photo.recues.all():
        dossier, fichier = piece.fichier.name.split("/")
        assert (dossier, len(fichier), fichier.isalnum()) == (str(decor.dossier.pk), 32, True)
    for qui, chemin in (
        ("la mère", reverse("espace_famille:pieces", args=[decor.dossier.pk])),
        ("un agent du collège", reverse("espace_agent:dossier", args=[decor.dossier.pk])),
    ):
        page = navigateur(decor.compte_de(qui)).get(chemin).content.decode()
        assert "onerror" not in page
        assert "HYPERLINK" not in page


@pytest.mark.parametrize("contenu", ["jpeg_geolocalise", "pdf", "pdf_a_page_active"])
def test_le_document_montre_n_a_plus_rien_de_cache(decor, photo, contenu):
    """T-DOC-03 : la position d'une photo est l'adresse protégée ; un script reste un script."""
    envoyer(decor, photo, getattr(fichiers_hostiles, contenu)())
    piece = photo.recues.get()
    adresse = reverse("espace_agent:piece", args=[piece.pk])
    recu = octets(navigateur(decor.secretaire.compte).get(adresse))
    for cache in (b"rue secr", b"Exif", b"CANARI", b"JavaScript"):
        assert cache not in recu


def test_un_document_se_montre_sans_pouvoir_rien_faire(decor):
    for qui, adresse in (
        ("la mère", reverse("espace_famille:piece", args=[decor.dossier.pk, decor.piece.pk])),
        ("un agent du collège", reverse("espace_agent:piece", args=[decor.piece.pk])),
    ):
        reponse = navigateur(decor.compte_de(qui)).get(adresse)
        assert reponse["Content-Type"] == "image/jpeg"
        assert reponse["Content-Security-Policy"].startswith("sandbox")
        assert reponse["X-Content-Type-Options"] == "nosniff"
        assert reponse["Cache-Control"] == "no-store"
        assert f"piece-{decor.piece.pk}.jpg" in reponse["Content-Disposition"]
        assert octets(reponse)


def test_les_documents_dorment_hors_de_tout_dossier_servi(decor, client):
    """T-DOC-01 (L8)."""
    for fichier in (decor.piece.fichier, decor.retour.fichier):
        assert not fichier.path.startswith(str(settings.STATIC_ROOT))
        for racine in ("/", "/media/", "/pieces/", "/retours/", settings.STATIC_URL):
            assert client.get(f"{racine}{fichier.name}").status_code == 404


@pytest.mark.parametrize("geste", ["retirer", "accepter", "refuser"])
def test_nul_ne_touche_au_document_d_un_autre(decor, geste):
    """T-DOC-02 (L5) : en 2019, une famille remplaçait le document d'une autre."""
    adresse = {
        "retirer": reverse("espace_famille:piece_retirer", args=[decor.dossier.pk, decor.piece.pk]),
        "accepter": reverse("espace_agent:piece_accepter", args=[decor.piece.pk]),
        "refuser": reverse("espace_agent:piece_refuser", args=[decor.piece.pk]),
    }[geste]
    avant = base()
    for qui in ("l’autre parent", "une autre famille", "un agent d’un autre collège", "un anonyme"):
        navigateur(decor.compte_de(qui)).post(adresse, {"precision": "non"})
    assert base() == avant


def test_un_parent_ne_ferme_pas_la_porte_a_l_autre(decor, photo, monkeypatch):
    """T-DOS-03 : remplir le dossier de photos n'empêche pas l'autre d'envoyer la sienne."""
    monkeypatch.setattr(actions, "PIECES_PAR_DOSSIER", 2)
    couleurs = ((40, 30), (50, 30), (60, 30))
    statuts = [
        envoyer(decor, photo, jpeg(taille), qui="l’autre parent").status_code for taille in couleurs
    ]
    assert statuts == [302, 302, 422]
    assert envoyer(decor, photo, jpeg()).status_code == 302


def test_renvoyer_le_fichier_refuse_se_dit(decor, photo):
    """Répondre « reçu » quand rien n'est gardé, c'est perdre un envoi."""
    envoyer(decor, photo, jpeg())
    actions.refuser(photo.recues.get(), motif="Floue", par=decor.secretaire)
    reponse = envoyer(decor, photo, jpeg())
    assert reponse.status_code == 422
    assert "nouvelle photo" in reponse.content.decode()


def test_un_document_accepte_entre_temps_ne_se_retire_plus(decor):
    """La famille a lu « à regarder » ; le collège a décidé depuis."""
    perimee = PieceJointe.objects.get(pk=decor.piece.pk)
    actions.accepter(decor.piece, par=decor.secretaire)
    with pytest.raises(actions.GesteRefuse):
        actions.retirer(perimee)
    assert PieceJointe.objects.filter(pk=perimee.pk, etat="acceptee").exists()
    assert perimee.fichier.storage.exists(perimee.fichier.name)
