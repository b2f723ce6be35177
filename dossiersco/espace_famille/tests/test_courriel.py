"""Un courriel vérifié par un code devient une porte ; changé, il cesse de l'être et le dit."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from dossiersco.comptes.actions import remettre_codes
from dossiersco.comptes.models import CodeAcces, CodeVerification, LienConnexion, MoyenVerifie
from dossiersco.dossiers import moyens
from dossiersco.dossiers.actions import modifier
from dossiersco.dossiers.tests.factories import donner_compte
from dossiersco.espace_famille.tests.pages import html, saisie, texte

pytestmark = pytest.mark.django_db
LIEN = "/famille/lien/"


@pytest.fixture
def adresse(martin, adresse_de):
    return adresse_de("courriel", martin.dossier)


@pytest.fixture
def envoyer(mere, martin, adresse_de, django_capture_on_commit_callbacks):
    def demander():
        with django_capture_on_commit_callbacks(execute=True):
            return mere.post(adresse_de("courriel_code", martin.dossier), follow=True)

    return demander


@pytest.fixture
def verifie(martin) -> MoyenVerifie:
    """Le courriel de la mère, vérifié ; son code remis par le collège est en vigueur."""
    compte = donner_compte(martin.mere)
    remettre_codes([compte], expire_le=timezone.now() + timedelta(days=30))
    return MoyenVerifie.objects.create(compte=compte, canal="mel", valeur=martin.mere.mel)


@pytest.fixture
def demander_un_lien(client, django_capture_on_commit_callbacks):
    def demander(mel):
        with django_capture_on_commit_callbacks(execute=True):
            return client.post(LIEN, {"moyen": mel}, follow=True)

    return demander


def code_recu() -> str:
    trouve = re.search(r"\b\d{6}\b", mail.outbox[-1].body)
    assert trouve
    return trouve[0]


def lien_recu() -> str:
    trouve = re.search(r"/famille/entrer/\S+", mail.outbox[-1].body)
    assert trouve
    return trouve[0]


def test_le_code_recu_verifie_le_courriel(mere, martin, adresse, envoyer):
    page = envoyer()
    assert "Le code est parti" in texte(page)
    assert mail.outbox[-1].to == [martin.mere.mel]
    code = code_recu()
    suite = mere.post(adresse, {"code": f"{code[:3]} {code[3:]}"}, follow=True)
    assert "Votre courriel est vérifié" in texte(suite)
    assert MoyenVerifie.objects.get().valeur == martin.mere.mel
    assert not CodeVerification.objects.exists()
    assert "est vérifié" in texte(mere.get(adresse))


def test_le_code_n_est_garde_qu_en_empreinte(envoyer):
    envoyer()
    assert code_recu() not in str(CodeVerification.objects.values())


def test_apres_cinq_essais_meme_le_bon_code_ne_sert_plus(mere, adresse, envoyer):
    envoyer()
    bon = code_recu()
    faux = f"{(int(bon) + 1) % 10**6:06}"
    for _ in range(5):
        assert "Ce code n'est pas le bon" in texte(mere.post(adresse, {"code": faux}))
    assert mere.post(adresse, {"code": bon}).status_code == 422
    assert not MoyenVerifie.objects.exists()


def test_un_code_de_onze_minutes_ne_sert_plus(mere, adresse, envoyer):
    envoyer()
    CodeVerification.objects.update(expire_le=timezone.now() - timedelta(minutes=1))
    assert mere.post(adresse, {"code": code_recu()}).status_code == 422


def test_le_code_d_une_adresse_ne_verifie_pas_la_suivante(mere, martin, adresse, envoyer):
    envoyer()
    modifier(martin.dossier, martin.mere, {"mel": "neuf@exemple.fr"}, par=martin.mere)
    assert mere.post(adresse, {"code": code_recu()}).status_code == 422
    assert not MoyenVerifie.objects.exists()


def test_demander_deux_fois_n_envoie_qu_un_code(envoyer):
    envoyer()
    assert "attendez une minute" in texte(envoyer())
    assert len(mail.outbox) == 1


def test_au_bout_de_trois_codes_il_faut_attendre(envoyer):
    for _ in range(4):
        page = envoyer()
        CodeVerification.objects.update(expire_le=timezone.now())
    assert "réessayez dans un quart d'heure" in texte(page)
    assert len(mail.outbox) == 3


def test_sans_courriel_la_page_dit_quoi_faire(mere, martin, adresse, envoyer):
    type(martin.mere).objects.filter(pk=martin.mere.pk).update(mel="")
    assert "Ajoutez-le à vos coordonnées" in texte(mere.get(adresse))
    assert "Écrivez d'abord votre courriel" in texte(envoyer())


def test_la_page_tient_en_huit_lectures(mere, adresse, envoyer, django_assert_max_num_queries):
    envoyer()
    with django_assert_max_num_queries(8):
        mere.get(adresse)


def test_le_lien_ouvre_une_fois(client, verifie, martin, demander_un_lien):
    demander_un_lien(martin.mere.mel.upper())
    lien = lien_recu()
    assert "Continuer" in html(client.get(lien))
    assert client.get(lien).wsgi_request.user.is_anonymous
    client.post(lien)
    assert client.session["_auth_user_id"] == str(verifie.compte_id)
    client.logout()
    assert "a déjà servi" in texte(client.post(lien, follow=True))


def test_connue_ou_non_la_reponse_est_la_meme(client, verifie, martin, demander_un_lien):
    connue = demander_un_lien(martin.mere.mel)
    inconnue = demander_un_lien("inconnue@exemple.fr")
    assert texte(connue) == texte(inconnue)
    assert len(mail.outbox) == 1


def test_un_courriel_non_verifie_n_ouvre_rien(martin, demander_un_lien):
    demander_un_lien(martin.mere.mel)
    assert not mail.outbox


def test_un_courriel_verifie_par_deux_comptes_n_ouvre_plus(verifie, martin, demander_un_lien):
    autre = donner_compte(martin.pere)
    MoyenVerifie.objects.create(compte=autre, canal="mel", valeur=verifie.valeur)
    demander_un_lien(verifie.valeur)
    assert not mail.outbox


def test_un_code_eteint_par_le_college_eteint_le_lien(client, verifie, demander_un_lien):
    demander_un_lien(verifie.valeur)
    CodeAcces.objects.update(expire_le=timezone.now())
    client.post(lien_recu())
    assert "_auth_user_id" not in client.session
    demander_un_lien(verifie.valeur)
    assert len(mail.outbox) == 1


def test_un_lien_de_onze_minutes_n_ouvre_rien(client, verifie, demander_un_lien):
    demander_un_lien(verifie.valeur)
    LienConnexion.objects.update(expire_le=timezone.now() - timedelta(minutes=1))
    assert "dépassé" in texte(client.post(lien_recu(), follow=True))


def test_une_boite_ne_se_noie_pas(verifie, demander_un_lien):
    for _ in range(5):
        demander_un_lien(verifie.valeur)
    assert len(mail.outbox) == 3


def test_le_courriel_change_l_ancien_n_ouvre_plus_et_le_dit(
    client, verifie, martin, demander_un_lien, django_capture_on_commit_callbacks
):
    ancien = verifie.valeur
    with django_capture_on_commit_callbacks(execute=True):
        modifier(martin.dossier, martin.mere, {"mel": "neuf@exemple.fr"}, par=martin.mere)
    (message,) = mail.outbox
    assert message.to == [ancien]
    assert "neuf@exemple.fr" not in message.body
    for mel in (ancien, "neuf@exemple.fr"):
        demander_un_lien(mel)
    assert len(mail.outbox) == 1


def test_un_courriel_jamais_verifie_change_sans_message(
    mere, martin, adresse_de, django_capture_on_commit_callbacks
):
    adresse = adresse_de("moi", martin.dossier)
    with django_capture_on_commit_callbacks(execute=True):
        mere.post(adresse, saisie(mere.get(adresse), mel="neuf@exemple.fr"))
    assert not mail.outbox
    martin.mere.refresh_from_db()
    assert moyens.adresse(martin.mere) == "neuf@exemple.fr"


def test_le_jeton_ne_s_ecrit_pas_dans_les_journaux(client, caplog):
    client.put("/famille/entrer/jeton-secret/")
    assert "/famille/entrer/…" in caplog.text
    assert "jeton-secret" not in caplog.text
