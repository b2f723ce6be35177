"""Le reçu, la suite, la note."""

from datetime import UTC, datetime

import pytest

from dossiersco.dossiers.models import Avis, Dossier, Signature
from dossiersco.dossiers.tests.factories import SignatureFactory, college_voisin, famille_martin
from dossiersco.espace_famille.tests.pages import html, saisie, texte


@pytest.fixture
def adresse(martin, adresse_de):
    return adresse_de("recu", martin.dossier)


@pytest.fixture
def signature(martin):
    return SignatureFactory(
        dossier=martin.dossier,
        personne=martin.mere,
        signee_le=datetime(2026, 6, 1, 22, 30, tzinfo=UTC),
    )


def test_le_recu_dit_quand_quoi_et_ou(mere, martin, adresse, signature):
    page = texte(mere.get(adresse))
    assert "Signé le 2 juin 2026 à 00:30" in page
    assert f"Référence {signature.reference}" in page
    assert f"Reçu envoyé à {martin.mere.mel}" in page


def test_l_heure_est_celle_du_college(mere, martin, adresse, signature):
    etablissement = martin.campagne.etablissement
    etablissement.fuseau = "Indian/Reunion"
    etablissement.save()
    assert "2 juin 2026 à 02:30" in texte(mere.get(adresse))


@pytest.mark.parametrize(
    ("sans_nouveaute", "phrase"),
    [
        (True, "Rien n'a changé : l'inscription est validée."),
        (False, "Le collège a reçu votre dossier. Il n'est pas encore validé."),
    ],
)
def test_le_recu_ne_promet_pas_plus_que_la_verite(mere, adresse, signature, sans_nouveaute, phrase):
    Signature.objects.update(sans_nouveaute=sans_nouveaute)
    Dossier.objects.update(etat="valide" if sans_nouveaute else "transmis")
    page = mere.get(adresse)
    assert phrase in texte(page)
    assert "complet" not in html(page).replace("autocomplete", "")


def test_sans_signature_il_n_y_a_pas_de_recu(mere, martin, adresse, adresse_de):
    assert mere.get(adresse).url == adresse_de("dossier", martin.dossier)


def test_la_signature_de_l_autre_n_est_pas_la_mienne(mere, martin, adresse):
    SignatureFactory(dossier=martin.dossier, personne=martin.pere)
    assert mere.get(adresse).status_code == 302


def test_l_enfant_suivant_est_propose_tant_qu_il_en_reste(db, connecter, adresse_de):
    famille = famille_martin(prenoms=("Léo", "Nina"))
    leo, nina = famille.dossiers
    SignatureFactory(dossier=leo, personne=famille.mere)
    navigateur = connecter(famille.mere)
    assert "Continuer avec Nina" in texte(navigateur.get(adresse_de("recu", leo)))
    SignatureFactory(dossier=nina, personne=famille.mere)
    type(nina).objects.update(etat="valide")
    assert "Continuer avec" not in texte(navigateur.get(adresse_de("recu", leo)))


def test_le_nombre_d_enfants_qui_restent_est_dit(db, connecter, adresse_de):
    famille = famille_martin(prenoms=("Léo", "Nina", "Ali"))
    SignatureFactory(dossier=famille.dossier, personne=famille.mere)
    page = texte(connecter(famille.mere).get(adresse_de("recu", famille.dossier)))
    assert "Il vous reste 2 dossiers à confirmer : Nina, Ali." in page


def test_donner_sa_note_puis_la_changer(mere, martin, adresse, adresse_de, signature):
    for note in ("5", "2"):
        donnees = {"note": note, "commentaire": "Très clair.", "an_prochain": "en_ligne"}
        reponse = mere.post(adresse_de("avis", martin.dossier), donnees, follow=True)
        assert "Merci de votre avis." in texte(reponse)
    avis = Avis.objects.get()
    assert (avis.note, avis.commentaire, avis.personne) == (2, "Très clair.", martin.mere)
    assert avis.an_prochain == "en_ligne"
    assert saisie(mere.get(adresse))["note"] == ["2"]
    assert saisie(mere.get(adresse))["an_prochain"] == ["en_ligne"]


@pytest.mark.parametrize("note", ["", "0", "6", "cinq"])
def test_une_note_impossible_est_refusee(mere, martin, adresse_de, signature, note):
    reponse = mere.post(adresse_de("avis", martin.dossier), {"note": note, "commentaire": "Gardé"})
    assert reponse.status_code == 422
    assert saisie(reponse)["commentaire"] == ["Gardé"]
    assert not Avis.objects.exists()


def test_on_ne_note_pas_sans_avoir_signe(mere, martin, adresse_de):
    mere.post(adresse_de("avis", martin.dossier), {"note": "5"})
    assert not Avis.objects.exists()


def test_un_visage_ne_se_lit_pas_a_voix_haute(mere, adresse, signature):
    page = html(mere.get(adresse))
    assert page.count('<span class="sco-visage"><svg aria-hidden="true"') == 5


def test_la_preference_pour_l_an_prochain_est_facultative(mere, martin, adresse_de, signature):
    mere.post(adresse_de("avis", martin.dossier), {"note": "4"})
    assert Avis.objects.get().an_prochain == ""


def test_chaque_note_se_lit_en_mots(mere, adresse, signature):
    page = texte(mere.get(adresse))
    assert "1 – pas du tout satisfait" in page
    assert "5 – très satisfait" in page


def test_en_attendant_l_autre_signature_le_recu_le_dit(mere, adresse, signature):
    Signature.objects.update(sans_nouveaute=False)
    page = texte(mere.get(adresse))
    assert "Il attend aussi celle de l'autre responsable." in page


def test_le_recu_se_telecharge(mere, martin, adresse_de, signature):
    reponse = mere.get(adresse_de("recu_pdf", martin.dossier))
    assert reponse.content.startswith(b"%PDF")
    assert f"recu-{signature.reference}.pdf" in reponse["Content-Disposition"]


def test_le_recu_de_l_autre_ne_se_telecharge_pas(connecter, martin, adresse_de, signature):
    du_pere = connecter(martin.pere).get(adresse_de("recu_pdf", martin.dossier))
    assert du_pere.url == adresse_de("dossier", martin.dossier)
    assert (
        connecter(college_voisin().mere).get(adresse_de("recu_pdf", martin.dossier)).status_code
        == 404
    )
