"""T-LOG-01 (L11) : les journaux du serveur ne gardent ni clé, ni donnée d'enfant."""

import logging

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from dossiersco.comptes import codes
from dossiersco.comptes.models import CodeAcces
from dossiersco.dossiers.invitations import inviter
from dossiersco.espace_famille.tests.pages import saisie
from tests.attaques.decor import Decor, navigateur


@pytest.fixture
def code(decor: Decor) -> str:
    return codes.presenter(inviter(decor.martin.campagne).codes[decor.mere.pk])


def refus_csrf(code: str) -> None:
    """Sans cookies, le clic sur « Continuer » est refusé : le code, lui, vaut encore."""
    assert Client(enforce_csrf_checks=True).post(lien(code)).status_code == 403


def trop_d_essais(code: str) -> None:
    for _ in range(60):
        Client().post(reverse("acces_par_code"), {"code": codes.tirer()})
    assert Client().post(lien(code)).status_code == 422


def code_remplace(code: str) -> None:
    CodeAcces.objects.all().delete()
    assert Client().post(lien(code)).status_code == 422


def methode_fausse(code: str) -> None:
    assert Client().delete(lien(code)).status_code == 405


def adresse_fausse(code: str) -> None:
    assert Client().get(f"{lien(code)}suite/").status_code == 404


def lien(code: str) -> str:
    return reverse("acces_par_lien", args=[code])


@pytest.mark.parametrize(
    "rater", [refus_csrf, trop_d_essais, code_remplace, methode_fausse, adresse_fausse]
)
def test_un_code_refuse_n_est_pas_dans_le_journal(code, caplog, rater):
    """Le code est dans l'adresse du lien, et Django cite l'adresse de ce qu'il refuse."""
    caplog.set_level(logging.DEBUG)
    rater(code)
    dits = "\n".join(enregistrement.getMessage() for enregistrement in caplog.records)
    assert "/acces/…" in dits
    assert code not in dits + caplog.text
    assert code.replace("-", "") not in dits + caplog.text


def test_une_panne_ne_journalise_pas_ce_qui_etait_envoye(decor, caplog, monkeypatch):
    """La trace d'une panne dit où, jamais quoi."""

    def panne(*_, **__):
        raise RuntimeError("la base a disparu")

    monkeypatch.setattr("dossiersco.espace_famille.etapes.moi.enregistrer", panne)
    client = navigateur(decor.compte_de("la mère"), Client)
    client.raise_request_exception = False
    moi = reverse("espace_famille:moi", args=[decor.dossier.pk])
    envoi = saisie(client.get(moi), tel_portable="06 39 98 12 34", mel="cachee@exemple.fr")
    assert client.post(moi, envoi).status_code == 500
    assert "la base a disparu" in caplog.text
    for valeur in ("cachee@exemple.fr", "0639981234", "06 39 98 12 34"):
        assert valeur not in caplog.text


def test_le_service_ne_bavarde_pas_par_defaut():
    """L11 : en 2019, tout était au niveau le plus bavard, en production."""
    assert settings.DEBUG is False
    assert settings.LOGGING["root"]["level"] == "WARNING"


def test_une_page_de_panne_ne_dit_rien(decor, monkeypatch):
    """Ni trace, ni réglage, ni valeur : une phrase."""

    def panne(*_, **__):
        raise RuntimeError(settings.SECRET_KEY)

    monkeypatch.setattr("dossiersco.espace_famille.etapes.dossier.page", panne)
    client = navigateur(decor.compte_de("la mère"), Client)
    client.raise_request_exception = False
    page = client.get(reverse("espace_famille:dossier", args=[decor.dossier.pk]))
    assert page.status_code == 500
    for mot in ("Traceback", "RuntimeError", settings.SECRET_KEY, "settings"):
        assert mot not in page.content.decode()
