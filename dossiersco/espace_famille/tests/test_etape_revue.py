"""Relire, attester, signer."""

import pytest
from django.core import mail

from dossiersco.campagnes.models import Campagne
from dossiersco.dossiers.etats import Etat
from dossiersco.dossiers.models import Dossier, Eleve, Personne, Signature
from dossiersco.espace_famille.tests.pages import html, saisie, texte
from dossiersco.pieces.tests.factories import PieceAttendueFactory, PieceJointeFactory


@pytest.fixture
def adresse(martin, adresse_de):
    return adresse_de("revue", martin.dossier)


@pytest.fixture
def signer(mere, adresse):
    return lambda **changes: mere.post(
        adresse, saisie(mere.get(adresse), **{"exact": "on", **changes})
    )


def test_sans_nouveaute_on_confirme_que_rien_n_a_change(mere, adresse):
    page = texte(mere.get(adresse))
    assert "Vous confirmez que rien n'a changé." in page
    assert "Ce qui est nouveau" not in page


def test_signer_sans_nouveaute_valide_aussitot(signer, martin, adresse_de):
    assert signer().url == adresse_de("recu", martin.dossier)
    assert Dossier.objects.get().etat == Etat.VALIDE


def test_ce_qui_est_nouveau_est_mis_a_part(mere, martin, adresse, adresse_de):
    envoi = {"tel_portable": "06 39 98 99 99"}
    moi = adresse_de("moi", martin.dossier)
    mere.post(moi, saisie(mere.get(moi), **envoi))
    page = texte(mere.get(adresse)).split("Tout le dossier")[0]
    assert "Téléphone portable 06 39 98 99 99 modifié avant :" in page
    assert "Date de naissance" not in page


def test_signer_du_nouveau_le_transmet(mere, signer, martin, adresse_de):
    moi = adresse_de("moi", martin.dossier)
    mere.post(moi, saisie(mere.get(moi), tel_portable="06 39 98 99 99"))
    signer()
    assert Dossier.objects.get().etat == Etat.TRANSMIS


def test_sans_cocher_la_case_rien_n_est_signe(signer):
    reponse = signer(exact=[])
    assert reponse.status_code == 422
    assert "Cochez cette case pour signer." in texte(reponse)
    assert not Signature.objects.exists()


def test_un_document_obligatoire_qui_manque_empeche_de_signer(signer, martin, adresse_de):
    PieceAttendueFactory(campagne=martin.campagne, nom="Carnet", obligatoire=True)
    reponse = signer()
    assert reponse.status_code == 422
    assert "Avant de signer, joignez : Carnet" in texte(reponse)
    assert adresse_de("pieces", martin.dossier) in html(reponse)
    assert not Signature.objects.exists()


def test_un_document_envoye_se_relit(mere, martin, adresse):
    piece = PieceJointeFactory(dossier=martin.dossier, personne=martin.mere)
    assert piece.attendue.nom in texte(mere.get(adresse))


def test_appuyer_deux_fois_ne_signe_qu_une_fois(mere, adresse):
    deux_fois = saisie(mere.get(adresse), exact="on")
    assert [mere.post(adresse, deux_fois).status_code for _ in range(2)] == [302, 302]
    assert Signature.objects.count() == 1


def test_on_ne_signe_que_ce_qu_on_a_lu(mere, adresse):
    """L'autre responsable change l'élève entre la lecture et la signature."""
    lue = saisie(mere.get(adresse), exact="on")
    Eleve.objects.update(code_regime="0")
    reponse = mere.post(adresse, lue)
    assert reponse.status_code == 422
    assert "Le dossier a changé pendant que vous le lisiez" in texte(reponse)
    assert not Signature.objects.exists()
    assert mere.post(adresse, saisie(reponse, exact="on")).status_code == 302


def test_ferme_on_ne_signe_pas(mere, adresse, martin, adresse_de):
    lue = saisie(mere.get(adresse), exact="on")
    Campagne.objects.update(ferme_le="2026-01-01")
    assert mere.post(adresse, lue).url == adresse_de("dossier", martin.dossier)
    assert not Signature.objects.exists()


def test_le_recu_part_au_signataire_seul(signer, martin, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        signer()
    assert [m.to for m in mail.outbox] == [[martin.mere.mel]]


def test_sans_courriel_on_signe_quand_meme(signer, martin):
    Personne.objects.update(mel="")
    assert signer().status_code == 302
    assert Signature.objects.exists()
