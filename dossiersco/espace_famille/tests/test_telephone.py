"""Envoyer depuis un téléphone, sans connexion, par un lien d'un quart d'heure."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from dossiersco.campagnes.models import Campagne
from dossiersco.comptes import freins
from dossiersco.dossiers.models import Responsable
from dossiersco.dossiers.tests.factories import college_voisin, famille_diallo
from dossiersco.espace_famille.tests.pages import html, texte
from dossiersco.pieces.liens import ouvrir_lien
from dossiersco.pieces.models import LienTelephone, PieceJointe, Televersement
from dossiersco.pieces.televersements import commencer
from dossiersco.pieces.tests import fichiers_hostiles as fichiers
from dossiersco.pieces.tests.factories import PieceAttendueFactory

PHOTO = fichiers.jpeg((300, 200))


@pytest.fixture
def attendue(martin):
    return PieceAttendueFactory(campagne=martin.campagne, nom="Carnet")


@pytest.fixture
def jeton(martin, attendue):
    return ouvrir_lien(martin.dossier, attendue, par=martin.mere)


def adresse(jeton, nom="telephone", *reste):
    return reverse(f"espace_famille:{nom}", args=[jeton, *reste])


def envoyer(client, jeton, *contenus):
    liste = [SimpleUploadedFile(f"p{n}.jpg", contenu) for n, contenu in enumerate(contenus)]
    return client.post(adresse(jeton), {"fichier": liste})


def test_l_ordinateur_montre_un_carre_et_eteint_le_precedent(mere, martin, attendue, client):
    inviter = reverse("espace_famille:telephone_inviter", args=[martin.dossier.pk, attendue.pk])
    premiere, seconde = mere.post(inviter), mere.post(inviter)
    assert "data:image/svg+xml" in html(seconde)
    assert "15 minutes" in texte(seconde)
    jetons = [page.context["lien"].rstrip("/").rpartition("/")[2] for page in (premiere, seconde)]
    neuf = type(client)()
    assert [neuf.get(adresse(jeton)).status_code for jeton in jetons] == [404, 200]


def test_un_document_qui_n_est_pas_le_sien_n_a_pas_de_lien(mere, martin, attendue):
    for famille in (famille_diallo(martin.campagne), college_voisin()):
        args = [famille.dossier.pk, attendue.pk]
        assert mere.post(reverse("espace_famille:telephone_inviter", args=args)).status_code == 404
    assert not LienTelephone.objects.exists()


def test_la_page_ne_montre_que_le_prenom_et_le_document(client, martin, jeton):
    eleve, mere = martin.dossier.eleve, martin.mere
    page = html(client.get(adresse(jeton)))
    assert "Carnet" in page and eleve.prenom in page
    tus = [
        eleve.nom_de_famille,
        mere.prenom,
        mere.mel,
        mere.adresse["LIGNE1_ADRESSE"],
        martin.campagne.etablissement.nom,
        martin.pere.nom_de_famille,
    ]
    assert [mot for mot in tus if mot and mot.lower() in page.lower()] == []
    assert 'href="/famille' not in page


def test_le_telephone_envoie_plusieurs_pages_au_nom_de_la_personne(client, martin, jeton):
    reponse = envoyer(client, jeton, fichiers.jpeg((50, 40)), fichiers.heic())
    assert "C'est reçu." in texte(reponse)
    assert {piece.personne for piece in PieceJointe.objects.all()} == {martin.mere}
    assert PieceJointe.objects.count() == 2


def test_un_mauvais_fichier_se_dit_sur_le_telephone(client, jeton):
    reponse = envoyer(client, jeton, fichiers.HTML)
    assert reponse.status_code == 422
    assert "ni une photo" in texte(reponse)


def test_le_telephone_envoie_aussi_par_morceaux(client, martin, jeton):
    etat = client.post(adresse(jeton, "telephone_envoi"), {"taille": len(PHOTO)}).json()
    suite = adresse(jeton, "telephone_suite", etat["id"])
    assert client.get(suite).json()["recu"] == 0
    etat = client.post(f"{suite}?debut=0", PHOTO, content_type="application/octet-stream").json()
    assert etat["fini"]
    assert PieceJointe.objects.get().personne == martin.mere


def _expire(_martin):
    LienTelephone.objects.update(expire_le=timezone.now() - timedelta(seconds=1))


def _remplace(martin):
    lien = LienTelephone.objects.get()
    ouvrir_lien(lien.dossier, lien.attendue, par=lien.personne)


def _sans_droit(martin):
    Responsable.objects.filter(personne=martin.mere).delete()


def _fermee(_martin):
    Campagne.objects.update(ferme_le="2026-01-01")


@pytest.mark.parametrize("perdre", [_expire, _remplace, _sans_droit, _fermee])
def test_un_lien_qui_ne_vaut_plus_ne_prend_ni_ne_montre_rien(client, martin, jeton, perdre):
    envoi = client.post(adresse(jeton, "telephone_envoi"), {"taille": len(PHOTO)}).json()["id"]
    perdre(martin)
    page = client.get(adresse(jeton))
    assert page.status_code == 404
    assert "Ce lien ne vaut plus" in texte(page)
    assert "Carnet" not in html(page)
    assert envoyer(client, jeton, PHOTO).status_code == 404
    assert client.post(adresse(jeton, "telephone_envoi"), {"taille": 9}).status_code == 404
    suite = adresse(jeton, "telephone_suite", envoi)
    assert client.get(suite).status_code == 404
    reponse = client.post(f"{suite}?debut=0", PHOTO, content_type="application/octet-stream")
    assert reponse.status_code == 404
    assert not PieceJointe.objects.exists()


def test_un_lien_ne_suit_que_ses_propres_envois(client, martin, attendue, jeton):
    autre_document = PieceAttendueFactory(campagne=martin.campagne)
    for demande, personne in ((attendue, martin.pere), (autre_document, martin.mere)):
        envoi = commencer(martin.dossier, demande, taille=10, par=personne)
        assert client.get(adresse(jeton, "telephone_suite", envoi.pk)).status_code == 404
    assert Televersement.objects.filter(recu=0).count() == 2


def test_le_lien_n_ouvre_aucune_session(client, martin, jeton):
    envoyer(client, jeton, PHOTO)
    dossier = reverse("espace_famille:dossier", args=[martin.dossier.pk])
    assert client.get(dossier).status_code == 302


def test_essayer_des_liens_au_hasard_fait_attendre(client, jeton, monkeypatch):
    monkeypatch.setattr(freins, "pour_un_telephone", lambda _: (freins.Frein("lien", 3),))
    for _ in range(3):
        assert envoyer(client, "jeton-invente", PHOTO).status_code == 404
    assert envoyer(client, jeton, PHOTO).status_code == 429
    assert not PieceJointe.objects.exists()
