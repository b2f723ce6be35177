"""Le reçu en PDF : balisé, à l'heure du collège, sans rien de l'autre responsable."""

import io
from datetime import UTC, datetime

import pikepdf
import pytest
from django.core import mail

from dossiersco.dossiers.actions import signer
from dossiersco.dossiers.models import Signature
from dossiersco.dossiers.recu_pdf import _contenu, nom_de_fichier, recu_pdf
from dossiersco.dossiers.tests.factories import (
    QuestionFactory,
    ReponseFactory,
    SignatureFactory,
    famille_martin,
    relire,
)
from dossiersco.messagerie.models import Message


@pytest.fixture
def famille(db):
    return famille_martin()


@pytest.fixture
def signature(famille) -> Signature:
    return SignatureFactory(
        dossier=famille.dossier,
        personne=famille.mere,
        signee_le=datetime(2026, 6, 1, 22, 30, tzinfo=UTC),
    )


def test_le_pdf_est_balise_en_francais_et_a_un_titre(signature):
    with pikepdf.open(io.BytesIO(recu_pdf(signature))) as pdf:
        racine = pdf.Root
        assert racine.MarkInfo.Marked
        assert "/StructTreeRoot" in racine
        assert str(racine.Lang) == "fr"
        with pdf.open_metadata() as meta:
            assert meta["pdfuaid:part"] == "1"
            assert "MARTIN" in meta["dc:title"]


def test_les_polices_viennent_avec_le_pdf(signature):
    with pikepdf.open(io.BytesIO(recu_pdf(signature))) as pdf:
        polices = [str(objet.FontName) for objet in pdf.objects if _est_police(objet)]
    assert polices
    assert all("Libertinus" in police for police in polices)


def _est_police(objet) -> bool:
    return isinstance(objet, pikepdf.Dictionary) and "/FontName" in objet


def test_le_recu_dit_la_date_l_heure_du_college_et_la_reference(signature):
    lignes = dict(_contenu(signature)["lignes"])
    assert lignes["Le"] == "02/06/2026 à 00:30, heure du collège"
    assert lignes["Référence"] == signature.reference


def test_le_recu_ne_dit_rien_de_l_autre_responsable(famille, signature):
    dit = str(_contenu(signature))
    for secret in (famille.pere.mel, famille.pere.tel_portable, "BERNARD", "RUE DES LILAS"):
        assert secret not in dit


def test_le_nom_du_fichier_ne_dit_que_la_reference(signature):
    assert nom_de_fichier(signature) == f"recu-{signature.reference}.pdf"


def test_un_caractere_inconnu_ou_un_balisage_n_arrete_rien(signature):
    signature.dossier.eleve.prenom = '中 #read("/etc/passwd") *x*'
    assert recu_pdf(signature).startswith(b"%PDF")


def test_le_recu_est_joint_au_message_puis_oublie(famille, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        signature = signer(relire(famille.dossier), par=famille.mere)
    (nom, contenu, genre) = mail.outbox[0].attachments[0]
    assert (nom, genre) == (nom_de_fichier(signature), "application/pdf")
    assert contenu.startswith(b"%PDF")
    assert "Votre reçu est joint à ce message." in mail.outbox[0].body
    assert Message.objects.get().piece is None


@pytest.mark.django_db
def test_le_recu_porte_les_reponses_signees_de_son_auteur_seul():
    martin = famille_martin()
    photo = QuestionFactory(campagne=martin.campagne, nature="image", intitule="Photo de classe")
    for personne, valeur in ((martin.mere, "oui"), (martin.pere, "non")):
        ReponseFactory(dossier=martin.dossier, question=photo, personne=personne, valeur=valeur)
    signature = SignatureFactory(dossier=martin.dossier, personne=martin.mere)
    assert ("Photo de classe", "Oui") in _contenu(signature)["lignes"]
