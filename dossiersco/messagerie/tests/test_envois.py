"""Décider un envoi : une ligne dans la transaction, une seule par clé, un seul destinataire."""

import pytest
from django.db import transaction
from django_tasks_db.models import DBTaskResult

from dossiersco.dossiers.tests.factories import EtablissementFactory
from dossiersco.messagerie.envois import Courrier, poster
from dossiersco.messagerie.gabarits import JetonInconnu
from dossiersco.messagerie.models import Message

EN_BASE = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}


@pytest.fixture
def college(db, settings):
    settings.TASKS = EN_BASE
    return EtablissementFactory(denom_princ="COLLEGE", denom_compl="DES LILAS")


def recu(cle="recu:1", **contexte):
    donnees = {"enfant": "Léo MARTIN", "date": "01/06/2026 à 12:00", "reference": "AB12"}
    return Courrier("recu_valide", "camille@exemple.fr", cle, {**donnees, **contexte})


def test_poster_ecrit_le_message_et_programme_son_expedition(college):
    assert poster(college, [recu()]) == 1
    message = Message.objects.get()
    assert (message.etat, message.essais, message.envoye_le) == ("a_envoyer", 0, None)
    assert message.objet == "Inscription confirmée : Léo MARTIN"
    assert "COLLEGE DES LILAS" in message.corps
    assert DBTaskResult.objects.get().status == "READY"


def test_une_transaction_annulee_n_envoie_rien(college):
    with transaction.atomic():
        poster(college, [recu()])
        transaction.set_rollback(True)
    assert not Message.objects.exists()
    assert not DBTaskResult.objects.exists()


def test_la_meme_cle_n_ecrit_qu_un_message(college):
    poster(college, [recu()])
    poster(college, [recu(), recu("recu:2")])
    assert sorted(Message.objects.values_list("cle", flat=True)) == ["recu:1", "recu:2"]


def test_ne_rien_poster_ne_programme_rien(college):
    assert poster(college, []) == 0
    assert not DBTaskResult.objects.exists()


def test_un_texte_mal_rempli_n_ecrit_rien(college):
    with pytest.raises(JetonInconnu):
        poster(college, [Courrier("recu_valide", "camille@exemple.fr", "recu:1", {})])
    assert not Message.objects.exists()


@pytest.mark.parametrize("prenom", ["Léo\nBcc: tous@exemple.fr", "Léo\r\n\r\nBonjour"])
def test_un_objet_tient_sur_une_ligne(college, prenom):
    poster(college, [recu(enfant=prenom)])
    assert Message.objects.get().objet.splitlines() == [
        f"Inscription confirmée : {' '.join(prenom.split())}"
    ]


def test_un_objet_trop_long_est_coupe(college):
    poster(college, [recu(enfant="Léo " * 100)])
    assert len(Message.objects.get().objet) <= 200
