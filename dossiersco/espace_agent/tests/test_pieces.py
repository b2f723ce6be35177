import io

import pikepdf
import pytest
from django.urls import reverse

from dossiersco.dossiers.etats import Etat
from dossiersco.dossiers.models import Responsable
from dossiersco.dossiers.tests.factories import ResponsableFactory
from dossiersco.espace_agent.tests.donnees import deposer, dossier_a_traiter, responsables
from dossiersco.pieces import actions as pieces
from dossiersco.pieces.models import PieceAttendue


@pytest.fixture
def image(campagne):
    dossier = dossier_a_traiter(campagne)
    return deposer(dossier, responsables(dossier)[0])


def ouvrir(client, piece):
    reponse = client.get(reverse("espace_agent:piece", args=[piece.pk]))
    return reponse, b"".join(reponse.streaming_content)


def test_une_image_se_montre_sans_que_rien_ne_s_execute(secretaire, image):
    reponse, contenu = ouvrir(secretaire, image)
    assert contenu.startswith(b"\xff\xd8")
    assert reponse["Content-Type"] == "image/jpeg"
    assert reponse["X-Content-Type-Options"] == "nosniff"
    assert reponse["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert reponse["Cache-Control"] == "no-store"
    assert reponse["Content-Disposition"].startswith("inline")


def test_un_pdf_se_telecharge(secretaire, image):
    flux = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(flux)
    flux.seek(0)
    pdf = pieces.deposer(image.dossier, image.attendue, flux, par=image.personne)
    reponse, contenu = ouvrir(secretaire, pdf)
    assert contenu.startswith(b"%PDF-")
    assert reponse["Content-Disposition"].startswith("attachment")
    assert reponse["Content-Type"] == "application/pdf"


@pytest.fixture
def deux_pages(image):
    return [image, deposer(image.dossier, image.personne, "red")]


def test_le_college_lit_le_document_entier_en_un_pdf(secretaire, deux_pages):
    adresse = reverse("espace_agent:piece_entiere", args=[deux_pages[0].pk])
    reponse = secretaire.get(adresse)
    assert reponse["Content-Disposition"].startswith("attachment")
    assert reponse["X-Content-Type-Options"] == "nosniff"
    with pikepdf.open(io.BytesIO(b"".join(reponse.streaming_content))) as document:
        assert len(document.pages) == 2


def test_la_file_montre_un_document_et_ses_pages(secretaire, deux_pages):
    page = secretaire.get(reverse("espace_agent:file")).content.decode()
    assert page.count('class="agt-document"') == 1
    assert "Le document entier (2 pages, PDF)" in page
    assert reverse("espace_agent:piece", args=[deux_pages[1].pk]) in page


@pytest.mark.parametrize(("geste", "etat"), [("accepter", "acceptee"), ("refuser", "refusee")])
def test_une_decision_vaut_pour_les_pages_vues(secretaire, deux_pages, geste, etat):
    arrivee = deposer(deux_pages[0].dossier, deux_pages[0].personne, "green")
    adresse = reverse(f"espace_agent:piece_{geste}", args=[deux_pages[0].pk])
    vues = [page.pk for page in deux_pages]
    secretaire.post(adresse, {"piece": vues, "precision": "Page floue", "ecran": "file"})
    for page in (*deux_pages, arrivee):
        page.refresh_from_db()
    assert [page.etat for page in (*deux_pages, arrivee)] == [etat, etat, "recue"]


def test_valider_n_accepte_pas_une_page_jamais_vue(secretaire, deux_pages):
    dossier = deux_pages[0].dossier
    (fiche,) = secretaire.get(reverse("espace_agent:file")).context["fiches"]
    deposer(dossier, deux_pages[0].personne, "green")
    envoi = {"piece": [page.pk for page in deux_pages], "empreinte": fiche.empreinte}
    secretaire.post(reverse("espace_agent:dossier_valider", args=[dossier.pk]), envoi)
    dossier.refresh_from_db()
    assert dossier.etat == Etat.TRANSMIS
    assert not dossier.pieces.exclude(etat="recue").exists()


def test_un_document_envoye_pour_un_frere_se_retrouve(secretaire, campagne, image):
    """La famille n'a pas eu à le renvoyer : l'agent doit pouvoir le lire."""
    PieceAttendue.objects.update(pour_la_fratrie=True)
    cadet = dossier_a_traiter(campagne)
    page = reverse("espace_agent:dossier", args=[cadet.pk])
    aine = reverse("espace_agent:dossier", args=[image.dossier_id])
    assert aine not in secretaire.get(page).content.decode()
    Responsable.objects.filter(eleve=cadet.eleve, niveau_responsabilite="1").first().delete()
    ResponsableFactory(eleve=cadet.eleve, personne=image.personne)
    assert aine in secretaire.get(page).content.decode()
    deposer(cadet, image.personne)
    assert aine not in secretaire.get(page).content.decode()
