"""Les adresses qu'appelle `envoi.js`."""

import errno
from uuid import uuid4

import pytest
from django.urls import reverse

from dossiersco.campagnes.models import Campagne
from dossiersco.dossiers.tests.factories import college_voisin
from dossiersco.pieces.models import PieceJointe, Televersement
from dossiersco.pieces.televersements import commencer
from dossiersco.pieces.tests import fichiers_hostiles as fichiers
from dossiersco.pieces.tests.factories import PieceAttendueFactory, PieceJointeFactory

PHOTO = fichiers.jpeg((300, 200))
OCTETS = "application/octet-stream"


@pytest.fixture
def attendue(martin):
    return PieceAttendueFactory(campagne=martin.campagne, nom="Carnet")


def annonce(dossier, attendue):
    return reverse("espace_famille:televersement", args=[dossier.pk, attendue.pk])


def suite(dossier, envoi):
    return reverse("espace_famille:televersement_suite", args=[dossier.pk, envoi])


@pytest.fixture
def commence(mere, martin, attendue):
    """L'adresse où envoyer les morceaux de la photo."""
    reponse = mere.post(annonce(martin.dossier, attendue), {"taille": len(PHOTO)})
    return suite(martin.dossier, reponse.json()["id"])


def test_un_fichier_arrive_par_morceaux(mere, commence):
    moitie = len(PHOTO) // 2
    etat = mere.post(f"{commence}?debut=0", PHOTO[:moitie], content_type=OCTETS).json()
    assert (etat["recu"], etat["fini"]) == (moitie, False)
    assert mere.get(commence).json()["recu"] == moitie
    etat = mere.post(f"{commence}?debut={moitie}", PHOTO[moitie:], content_type=OCTETS).json()
    assert etat["fini"]
    assert PieceJointe.objects.count() == 1


@pytest.mark.parametrize("debut", ["5", "", "-1", "deux", "9" * 30])
def test_un_morceau_decale_dit_ou_l_on_en_est(mere, commence, debut):
    reponse = mere.post(f"{commence}?debut={debut}", PHOTO, content_type=OCTETS)
    assert reponse.status_code == 409
    assert reponse.json()["recu"] == 0


def test_un_mauvais_fichier_dit_sa_phrase(mere, martin, attendue):
    corps = fichiers.pdf_chiffre()
    reponse = mere.post(annonce(martin.dossier, attendue), {"taille": len(corps)})
    adresse = suite(martin.dossier, reponse.json()["id"])
    etat = mere.post(f"{adresse}?debut=0", corps, content_type=OCTETS).json()
    assert "mot de passe" in etat["refus"]


@pytest.mark.parametrize("taille", ["", "0", "beaucoup", "99999999"])
def test_une_taille_impossible_se_dit(mere, martin, attendue, taille):
    reponse = mere.post(annonce(martin.dossier, attendue), {"taille": taille})
    assert reponse.status_code == 422
    assert "10 Mo" in reponse.json()["refus"]


def test_un_disque_plein_se_dit(mere, commence, monkeypatch):
    def plein(*_):
        raise OSError(errno.ENOSPC, "plus de place")

    monkeypatch.setattr("dossiersco.pieces.stockage.os.open", plein)
    reponse = mere.post(f"{commence}?debut=0", PHOTO, content_type=OCTETS)
    assert reponse.status_code == 507
    assert "sont gardés" in reponse.json()["refus"]


def test_un_document_qui_n_est_pas_demande_ne_s_annonce_pas(mere, martin):
    ailleurs = PieceAttendueFactory(campagne=college_voisin().campagne)
    inutile = PieceAttendueFactory(campagne=martin.campagne, si_demenagement=True)
    for autre in (ailleurs, inutile):
        assert mere.post(annonce(martin.dossier, autre), {"taille": 10}).status_code == 404
    assert not Televersement.objects.exists()


def test_l_envoi_d_un_autre_n_existe_pas(mere, martin, attendue):
    voisins = college_voisin()
    chez_eux = PieceAttendueFactory(campagne=voisins.campagne)
    for dossier, demande, personne in (
        (martin.dossier, attendue, martin.pere),
        (voisins.dossier, chez_eux, voisins.mere),
    ):
        envoi = commencer(dossier, demande, taille=10, par=personne)
        for adresse in (suite(dossier, envoi.pk), suite(martin.dossier, envoi.pk)):
            assert mere.get(adresse).status_code == 404
            reponse = mere.post(f"{adresse}?debut=0", b"0", content_type=OCTETS)
            assert reponse.status_code == 404
    assert mere.get(suite(martin.dossier, uuid4())).status_code == 404


def test_sans_connexion_rien_ne_commence(client, martin, attendue):
    assert client.post(annonce(martin.dossier, attendue), {"taille": 10}).status_code == 302
    assert not Televersement.objects.exists()


def test_ferme_rien_ne_commence(mere, martin, attendue, commence):
    Campagne.objects.update(ferme_le="2026-01-01")
    assert mere.post(annonce(martin.dossier, attendue), {"taille": 10}).status_code == 302
    assert mere.post(f"{commence}?debut=0", PHOTO, content_type=OCTETS).status_code == 302
    assert not PieceJointe.objects.exists()


def test_la_page_de_l_ordinateur_compte_ses_pages_et_elles_seules(mere, martin, attendue):
    for personne in (martin.mere, martin.pere):
        PieceJointeFactory(dossier=martin.dossier, attendue=attendue, personne=personne)
    adresse = reverse("espace_famille:piece_etat", args=[martin.dossier.pk, attendue.pk])
    assert mere.get(adresse).json() == {"pages": 1}
    voisins = college_voisin()
    ailleurs = reverse("espace_famille:piece_etat", args=[voisins.dossier.pk, attendue.pk])
    assert mere.get(ailleurs).status_code == 404
