"""Un portable vérifié par un code est une porte, comme le courriel ; et chaque SMS se compte."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from dossiersco.comptes.actions import remettre_codes
from dossiersco.comptes.models import CodeVerification, EchecConnexion, MoyenVerifie
from dossiersco.dossiers.actions import modifier
from dossiersco.dossiers.models import Personne
from dossiersco.dossiers.tests.factories import donner_compte
from dossiersco.espace_famille.tests.pages import html, texte
from dossiersco.messagerie.models import Message
from tests import sms

pytestmark = pytest.mark.django_db
LIEN = "/famille/lien/"
NUMERO = "0639981234"
SANS_SMS = "dossiersco.messagerie.sms.Journal"


@pytest.fixture(autouse=True)
def boite(martin):
    sms.ENVOYES.clear()
    martin.mere.tel_portable = NUMERO
    martin.mere.save()
    yield sms.ENVOYES
    sms.ENVOYES.clear()


@pytest.fixture
def adresse(martin, adresse_de):
    return adresse_de("portable", martin.dossier)


@pytest.fixture
def envoyer(mere, martin, adresse_de, django_capture_on_commit_callbacks):
    def demander():
        with django_capture_on_commit_callbacks(execute=True):
            return mere.post(adresse_de("portable_code", martin.dossier), follow=True)

    return demander


@pytest.fixture
def verifie(martin) -> MoyenVerifie:
    compte = donner_compte(martin.mere)
    remettre_codes([compte], expire_le=timezone.now() + timedelta(days=30))
    return MoyenVerifie.objects.create(compte=compte, canal="sms", valeur=NUMERO)


@pytest.fixture
def demander_un_lien(client, django_capture_on_commit_callbacks):
    def demander(numero):
        with django_capture_on_commit_callbacks(execute=True):
            return client.post(LIEN, {"moyen": numero}, follow=True)

    return demander


def code_recu() -> str:
    trouve = re.search(r"\b\d{6}\b", sms.ENVOYES[-1][1])
    assert trouve
    return trouve[0]


def oublier_la_minute() -> None:
    """Le temps passe : un code redemandé n'est plus un double appui."""
    CodeVerification.objects.update(expire_le=timezone.now())


def test_le_code_recu_par_sms_verifie_le_portable(mere, adresse, envoyer):
    assert "06 39 98 12 34" in texte(mere.get(adresse))
    assert "Le code est parti : lisez vos SMS" in texte(envoyer())
    (numero, _) = sms.ENVOYES[-1]
    assert numero == NUMERO
    code = code_recu()
    suite = mere.post(adresse, {"code": f"{code[:3]} {code[3:]}"}, follow=True)
    assert "Votre portable est vérifié" in texte(suite)
    moyen = MoyenVerifie.objects.get()
    assert (moyen.canal, moyen.valeur) == ("sms", NUMERO)
    assert "est vérifié" in texte(mere.get(adresse))


def test_le_code_n_est_garde_nulle_part_en_clair(envoyer):
    envoyer()
    code = code_recu()
    assert code not in str(CodeVerification.objects.values())
    assert code not in Message.objects.get().corps


def test_apres_cinq_essais_meme_le_bon_code_ne_sert_plus(mere, adresse, envoyer):
    envoyer()
    bon = code_recu()
    for _ in range(5):
        mere.post(adresse, {"code": f"{(int(bon) + 1) % 10**6:06}"})
    refuse = mere.post(adresse, {"code": bon})
    assert "Ce code n'est pas le bon" in texte(refuse)
    assert not MoyenVerifie.objects.exists()


def test_un_code_depasse_ne_sert_plus(mere, adresse, envoyer):
    envoyer()
    oublier_la_minute()
    assert mere.post(adresse, {"code": code_recu()}).status_code == 422


def test_le_code_d_un_numero_ne_verifie_pas_le_suivant(mere, martin, adresse, envoyer):
    envoyer()
    modifier(martin.dossier, martin.mere, {"tel_portable": "0639985555"}, par=martin.mere)
    assert mere.post(adresse, {"code": code_recu()}).status_code == 422
    assert not MoyenVerifie.objects.exists()


def test_le_code_du_courriel_ne_verifie_pas_le_portable(mere, adresse, adresse_de, martin, envoyer):
    envoyer()
    courriel = adresse_de("courriel", martin.dossier)
    assert mere.post(courriel, {"code": code_recu()}).status_code == 422
    assert not MoyenVerifie.objects.exists()


def test_appuyer_deux_fois_n_envoie_qu_un_sms(envoyer, boite):
    envoyer()
    assert "attendez une minute" in texte(envoyer())
    assert len(boite) == 1


def test_trois_sms_par_quart_d_heure_et_cinq_par_jour(envoyer, boite):
    for _ in range(4):
        page = envoyer()
        oublier_la_minute()
    assert "Réessayez demain" in texte(page)
    assert len(boite) == 3
    for attendus in (4, 5, 5):
        EchecConnexion.objects.update(le=timezone.now() - timedelta(minutes=16))
        envoyer()
        oublier_la_minute()
        assert len(boite) == attendus


def test_un_numero_ne_se_harcele_pas_depuis_plusieurs_comptes(connecter, martin, boite, envoyer):
    """Le père l'écrit dans sa fiche : ce téléphone n'en reçoit pas plus pour autant."""
    for _ in range(5):
        envoyer()
        oublier_la_minute()
        EchecConnexion.objects.update(le=timezone.now() - timedelta(minutes=16))
    martin.pere.tel_portable = NUMERO
    martin.pere.save()
    page = connecter(martin.pere).post(
        f"/famille/dossier/{martin.dossier.pk}/portable/code/", follow=True
    )
    assert "Réessayez demain" in texte(page)
    assert len(boite) == 5


def test_un_college_ne_depense_pas_plus_que_son_plafond(settings, envoyer, boite):
    settings.SMS_PAR_JOUR = 1
    envoyer()
    oublier_la_minute()
    assert "ne peut plus envoyer de SMS aujourd'hui" in texte(envoyer())
    assert len(boite) == 1
    Message.objects.update(cree_le=timezone.now() - timedelta(days=1, minutes=1))
    envoyer()
    assert len(boite) == 2


def test_le_plafond_vaut_aussi_pour_les_liens(settings, verifie, demander_un_lien, boite):
    settings.SMS_PAR_JOUR = 0
    assert "un lien vient d'y partir" in texte(demander_un_lien(NUMERO))
    assert not boite


@pytest.mark.parametrize("tape", ["06 39 98 12 34", "+33 6 39 98 12 34", "0639981234"])
def test_le_lien_arrive_par_sms_et_ouvre_une_fois(client, verifie, demander_un_lien, tape):
    demander_un_lien(tape)
    ((numero, corps),) = sms.ENVOYES
    assert numero == NUMERO
    lien = re.search(r"/famille/entrer/\S+", corps)[0]
    assert client.get(lien).wsgi_request.user.is_anonymous
    client.post(lien)
    assert client.session["_auth_user_id"] == str(verifie.compte_id)
    client.logout()
    assert "a déjà servi" in texte(client.post(lien, follow=True))


def test_connu_ou_non_la_reponse_est_la_meme(verifie, demander_un_lien, boite):
    connu, inconnu = demander_un_lien(NUMERO), demander_un_lien("06 39 98 77 77")
    assert texte(connu) == texte(inconnu)
    assert len(boite) == 1


def test_un_portable_non_verifie_n_ouvre_rien(martin, demander_un_lien, boite):
    demander_un_lien(NUMERO)
    assert not boite


def test_un_portable_verifie_par_deux_personnes_n_ouvre_plus(
    verifie, martin, demander_un_lien, boite
):
    MoyenVerifie.objects.create(compte=donner_compte(martin.pere), canal="sms", valeur=NUMERO)
    demander_un_lien(NUMERO)
    assert not boite


@pytest.mark.parametrize("tape", ["01 99 00 12 34", "+32 470 12 34 56", "bonjour", "12@", ""])
def test_ce_qui_n_est_ni_un_courriel_ni_un_portable_se_dit(client, tape):
    page = client.post(LIEN, {"moyen": tape})
    assert page.status_code == 422
    assert "courriel" in texte(page)


def test_le_numero_change_l_ancien_n_ouvre_plus_et_le_dit(
    verifie, martin, demander_un_lien, django_capture_on_commit_callbacks, boite
):
    with django_capture_on_commit_callbacks(execute=True):
        modifier(martin.dossier, martin.mere, {"tel_portable": "0639985555"}, par=martin.mere)
    ((numero, corps),) = boite
    assert numero == NUMERO
    assert "0639985555" not in corps
    for tape in (NUMERO, "0639985555"):
        demander_un_lien(tape)
    assert len(boite) == 1


def test_changer_son_courriel_ne_retire_pas_le_portable(verifie, martin):
    modifier(martin.dossier, martin.mere, {"mel": "neuf@exemple.fr"}, par=martin.mere)
    assert MoyenVerifie.objects.filter(pk=verifie.pk).exists()


def test_la_passerelle_debranchee_le_portable_reste_verifie(settings, verifie, martin):
    """Rebranchée, il ouvrira de nouveau : le numéro, lui, n'a pas changé."""
    settings.SMS_BACKEND = SANS_SMS
    modifier(martin.dossier, martin.mere, {"mel": "neuf@exemple.fr"}, par=martin.mere)
    assert MoyenVerifie.objects.filter(pk=verifie.pk).exists()


def test_sans_passerelle_le_portable_n_est_jamais_propose(
    settings, mere, martin, adresse, adresse_de
):
    moi = adresse_de("moi", martin.dossier)
    assert adresse in html(mere.get(moi))
    settings.SMS_BACKEND = SANS_SMS
    assert adresse not in html(mere.get(moi))
    assert mere.get(adresse).status_code == 404
    assert mere.post(f"{adresse}code/").status_code == 404
    assert "portable" not in texte(mere.get(LIEN))
    assert mere.post(LIEN, {"moyen": NUMERO}).status_code == 422


def test_sans_portable_la_page_dit_quoi_faire(mere, martin, adresse, envoyer):
    Personne.objects.filter(pk=martin.mere.pk).update(tel_portable="")
    assert "Ajoutez-le à vos coordonnées" in texte(mere.get(adresse))
    assert "Écrivez d'abord votre téléphone portable" in texte(envoyer())


def test_la_page_tient_en_huit_lectures(mere, adresse, envoyer, django_assert_max_num_queries):
    envoyer()
    with django_assert_max_num_queries(8):
        mere.get(adresse)
