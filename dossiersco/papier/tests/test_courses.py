"""Deux tirages, deux relances en même temps : personne ne reçoit un code mort. Sur PostgreSQL."""

import pytest
from django.db import connection

from dossiersco.comptes.models import CodeAcces
from dossiersco.dossiers.invitations import inviter
from dossiersco.echanges.tests.test_courses import ensemble
from dossiersco.espace_agent.tests.donnees import (
    creer_agent,
    creer_campagne,
    creer_dossier,
    creer_personne,
)
from dossiersco.papier import actions, production
from dossiersco.papier.actions import TirageRefuse
from dossiersco.papier.models import Tirage
from dossiersco.relances.actions import relancer
from dossiersco.relances.models import Relance

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def campagne():
    campagne = creer_campagne()
    for _ in range(20):
        creer_dossier(campagne, creer_personne(campagne, MEL=""))
    return campagne


def test_deux_demandes_ensemble_ne_font_qu_un_tirage(campagne, monkeypatch):
    """L'ouvrier n'est pas encore passé : le second agent l'apprend."""
    monkeypatch.setattr(actions, "produire_le_tirage", _EnAttente)
    agents = [creer_agent(campagne) for _ in range(4)]

    def demander(agent):
        try:
            actions.demander_lettres(campagne, qui="tous", ou="toutes", par=agent)
        except TirageRefuse:
            return "refusé"
        return "pris"

    issues = ensemble(*(lambda agent=agent: demander(agent) for agent in agents))
    assert sorted(issues) == ["pris", "refusé", "refusé", "refusé"]
    assert Tirage.objects.count() == 1


class _EnAttente:
    @staticmethod
    def enqueue(_pk):
        """Personne ne le produit."""


def test_deux_ouvriers_sur_le_meme_tirage_ne_posent_qu_un_jeu_de_codes(campagne, monkeypatch, lire):
    monkeypatch.setattr(actions, "produire_le_tirage", _EnAttente)
    tirage = actions.demander_lettres(campagne, qui="tous", ou="toutes", par=creer_agent(campagne))

    def produire():
        production.produire(Tirage.objects.select_related("campagne__etablissement").get())

    ensemble(produire, produire)
    assert connection.vendor == "postgresql"
    codes = lire(tirage).codes
    assert len(codes) == CodeAcces.objects.filter(revoque_le=None).count() == 20
    assert CodeAcces.objects.count() == 20


def test_deux_relances_ensemble_n_en_font_qu_une(campagne):
    inviter(campagne)
    agents = [creer_agent(campagne) for _ in range(2)]
    ensemble(*(lambda agent=agent: relancer(campagne, par=agent) for agent in agents))
    assert Relance.objects.count() == 20
    assert Tirage.objects.count() == 1
