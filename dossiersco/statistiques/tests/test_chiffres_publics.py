"""Les chiffres publics : assez de monde, ou rien."""

from datetime import timedelta

import pytest
from django.utils import timezone

from dossiersco.comptes.models import Compte
from dossiersco.dossiers.models import Avis, Rattachement
from dossiersco.dossiers.tests.factories import CampagneFactory
from dossiersco.espace_agent.tests.donnees import creer_dossier, responsables
from dossiersco.statistiques import chiffres_publics
from dossiersco.statistiques.chiffres_publics import Chiffres, chiffres

pytestmark = pytest.mark.django_db


def _signer(campagne, combien: int = 1, *, sans_nouveaute: bool = True) -> None:
    for _ in range(combien):
        dossier = creer_dossier(campagne)
        (personne,) = responsables(dossier)
        compte = Compte.objects.create(last_login=timezone.now() - timedelta(minutes=4))
        Rattachement.objects.create(compte=compte, personne=personne)
        dossier.signatures.create(
            personne=personne, empreinte="0" * 64, sans_nouveaute=sans_nouveaute
        )


def _noter(campagne, *notes: int) -> None:
    for dossier, note in zip(campagne.dossiers.all(), notes, strict=True):
        Avis.objects.create(campagne=campagne, personne=responsables(dossier)[0], note=note)


def test_quatre_colleges_et_quelques_dossiers_ne_se_montrent_pas():
    for _ in range(4):
        _signer(CampagneFactory(), 2)
    assert chiffres() is None


def test_cinq_colleges_se_montrent_sans_leurs_petits_nombres():
    for _ in range(5):
        _signer(CampagneFactory())
    assert chiffres() == Chiffres(5, 5, None, None, None)


def test_un_college_sans_dossier_signe_ne_compte_pas():
    for _ in range(4):
        _signer(CampagneFactory())
    creer_dossier(CampagneFactory())
    assert chiffres() is None


def test_assez_de_dossiers_suffisent(monkeypatch):
    monkeypatch.setattr(chiffres_publics, "DOSSIERS_MINIMUM", 3)
    _signer(CampagneFactory(), 3)
    lus = chiffres()
    assert (lus.colleges, lus.dossiers) == (1, 3)


def test_la_part_la_note_et_les_minutes(monkeypatch):
    monkeypatch.setattr(chiffres_publics, "DOSSIERS_MINIMUM", 4)
    monkeypatch.setattr(chiffres_publics, "FAMILLES_MINIMUM", 4)
    campagne = CampagneFactory()
    _signer(campagne, 3)
    _signer(campagne, sans_nouveaute=False)
    _noter(campagne, 5, 4, 4, 5)
    lus = chiffres()
    assert (lus.sans_nouveaute, lus.note.moyenne, lus.note.nombre) == (75, 4.5, 4)
    assert lus.minutes == pytest.approx(4, abs=0.2)


def test_la_derniere_signature_d_un_dossier_fait_foi(monkeypatch):
    monkeypatch.setattr(chiffres_publics, "DOSSIERS_MINIMUM", 1)
    monkeypatch.setattr(chiffres_publics, "FAMILLES_MINIMUM", 1)
    campagne = CampagneFactory()
    _signer(campagne)
    dossier = campagne.dossiers.get()
    dossier.signatures.create(
        personne=responsables(dossier)[0], empreinte="0" * 64, sans_nouveaute=False
    )
    lus = chiffres()
    assert (lus.dossiers, lus.sans_nouveaute) == (1, 0)


def test_quatre_lectures_au_plus(django_assert_max_num_queries):
    for _ in range(5):
        _signer(CampagneFactory(), 2)
    with django_assert_max_num_queries(4):
        chiffres()
