"""Remettre un code : un seul vaut, et il n'est gardé nulle part."""

from datetime import timedelta

import pytest
from django.contrib.auth import authenticate
from django.db import IntegrityError, connection
from django.utils import timezone

from dossiersco.comptes.actions import remettre_codes
from dossiersco.comptes.models import CodeAcces, Compte

DEMAIN = timedelta(days=1)


@pytest.fixture
def comptes(db):
    return [Compte.objects.create() for _ in range(3)]


def remettre(comptes):
    return remettre_codes(comptes, expire_le=timezone.now() + DEMAIN)


def test_chacun_recoit_le_sien(comptes):
    for compte, code in zip(comptes, remettre(comptes).values(), strict=True):
        assert authenticate(code_acces=code) == compte


def test_un_code_neuf_revoque_l_ancien(comptes):
    ancien = remettre(comptes)[comptes[0].pk]
    remettre(comptes)
    assert authenticate(code_acces=ancien) is None


def test_le_code_en_clair_n_est_pas_en_base(comptes):
    clairs = remettre(comptes)
    with connection.cursor() as curseur:
        curseur.execute("SELECT * FROM comptes_codeacces")
        en_base = str(curseur.fetchall())
    assert not [code for code in clairs.values() if code in en_base]


def test_la_base_refuse_deux_codes_en_vigueur(comptes):
    remettre(comptes)
    with pytest.raises(IntegrityError):
        CodeAcces.objects.create(
            compte=comptes[0], empreinte="x", expire_le=timezone.now() + DEMAIN
        )


def test_remettre_mille_codes_ne_fait_pas_mille_requetes(db, django_assert_max_num_queries):
    comptes = Compte.objects.bulk_create([Compte() for _ in range(1000)])
    with django_assert_max_num_queries(20):
        remettre(comptes)
