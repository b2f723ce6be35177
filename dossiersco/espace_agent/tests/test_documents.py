"""Régler les documents demandés."""

import pytest
from django.urls import reverse

from dossiersco.campagnes.models import Campagne
from dossiersco.dossiers.tests.factories import DossierFactory, MefFactory
from dossiersco.espace_agent.tests.donnees import creer_dossier, deposer, responsables
from dossiersco.pieces.models import PieceAttendue, PieceJointe

LISTE = reverse("espace_agent:documents")


@pytest.fixture
def ecrire(secretaire):
    def geste(pk=None, **envoi):
        nom = "document_demande" if pk else "document_nouveau"
        base = {"nom": "Assurance", "condition": "tous", "validite": "annee"}
        adresse = reverse(f"espace_agent:{nom}", args=[pk] if pk else [])
        return secretaire.post(adresse, base | envoi, follow=True)

    return geste


def test_ajouter_un_document(ecrire, campagne):
    MefFactory(campagne=campagne, code_mef="10110001110")
    ecrire(obligatoire="on", codes_mef=["10110001110"], validite="mois", duree_validite="12")
    (attendue,) = campagne.pieces_attendues.all()
    assert attendue.obligatoire
    assert attendue.codes_mef == ["10110001110"]
    assert (attendue.duree_validite, attendue.valable_au_college) == (12, False)


def test_une_duree_oubliee_se_dit(ecrire, campagne):
    reponse = ecrire(validite="mois")
    assert reponse.status_code == 422
    assert "Dites combien de mois" in reponse.content.decode()
    assert not campagne.pieces_attendues.exists()


def test_un_document_de_sante_est_refuse(ecrire, campagne):
    assert "enveloppe fermée" in ecrire(nom="Certificat médical").content.decode()
    assert not campagne.pieces_attendues.exists()


def test_deux_documents_ne_portent_pas_le_meme_nom(ecrire):
    ecrire()
    assert "porte déjà ce nom" in ecrire().content.decode()


def test_corriger_garde_son_propre_nom(ecrire, campagne):
    ecrire()
    attendue = campagne.pieces_attendues.get()
    ecrire(attendue.pk, explication="Pour les sorties")
    attendue.refresh_from_db()
    assert attendue.explication == "Pour les sorties"


def test_monter_deux_fois_ne_monte_que_d_un_rang(secretaire, ecrire, campagne):
    for nom in ("Assurance", "Certificat", "Photo"):
        ecrire(nom=nom)
    photo = campagne.pieces_attendues.get(nom="Photo")
    adresse = reverse("espace_agent:document_placer", args=[photo.pk, 1])
    assert adresse in secretaire.get(reverse("espace_agent:documents")).content.decode()
    for _ in range(2):
        secretaire.post(adresse)
    demandees = PieceAttendue.objects.demandees(campagne.pk)
    assert [attendue.nom for attendue in demandees] == ["Assurance", "Photo", "Certificat"]


def test_retirer_deux_fois_garde_la_date_de_la_premiere(secretaire, campagne):
    dossier = creer_dossier(campagne)
    attendue = deposer(dossier, responsables(dossier)[0]).attendue
    adresse = reverse("espace_agent:document_retirer", args=[attendue.pk])
    dates = []
    for _ in range(2):
        secretaire.post(adresse)
        attendue.refresh_from_db()
        dates.append(attendue.retiree_le)
    assert dates[0] == dates[1] is not None


def test_un_document_jamais_recu_s_efface(secretaire, ecrire, campagne):
    ecrire()
    pk = campagne.pieces_attendues.get().pk
    secretaire.post(reverse("espace_agent:document_retirer", args=[pk]))
    assert not campagne.pieces_attendues.exists()


def test_un_document_deja_recu_ne_s_efface_pas_et_se_redemande(secretaire, campagne):
    dossier = creer_dossier(campagne)
    piece = deposer(dossier, responsables(dossier)[0])
    adresse = reverse("espace_agent:document_retirer", args=[piece.attendue_id])
    page = secretaire.post(adresse, follow=True).content.decode()
    assert PieceJointe.objects.filter(pk=piece.pk).exists()
    assert "Plus demandés, déjà reçus" in page
    assert not PieceAttendue.objects.demandees(campagne.pk).exists()
    secretaire.post(reverse("espace_agent:document_redemander", args=[piece.attendue_id]))
    assert PieceAttendue.objects.demandees(campagne.pk).exists()


def test_la_liste_se_lit_en_un_nombre_constant_de_lectures(
    secretaire, campagne, django_assert_num_queries
):
    for nom in ("A", "B", "C"):
        PieceAttendue.objects.create(campagne=campagne, nom=nom)
    with django_assert_num_queries(4):
        secretaire.get(LISTE)


@pytest.mark.parametrize(
    ("reglage", "dit"),
    [
        ({}, ""),
        ({"blocs": {"pieces": "nouveaux"}}, "qu’à certains élèves"),
        ({"codes_mef": {"pieces": ["10110001110"]}}, "qu’à certains élèves"),
        ({"blocs": {"pieces": "personne"}}, "à personne"),
    ],
)
def test_ce_que_la_campagne_en_demande_se_rappelle(secretaire, campagne, reglage, dit):
    Campagne.objects.update(**reglage)
    page = secretaire.get(LISTE).content.decode()
    rappels = [rappel for rappel in ("qu’à certains élèves", "à personne") if rappel in page]
    assert rappels == ([dit] if dit else [])


def test_une_formation_se_dit_celle_de_la_rentree_pas_un_regime(secretaire, campagne):
    MefFactory(campagne=campagne)
    DossierFactory(campagne=campagne)
    page = secretaire.get(reverse("espace_agent:document_nouveau")).content.decode()
    assert "Seulement ces régimes" in page
    assert page.count("La formation de la rentrée. Rien de coché") == 1
