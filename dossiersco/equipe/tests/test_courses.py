"""Deux gestes en même temps sur un compte, sur un vrai PostgreSQL."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from dossiersco.comptes import liens_agents, seconds_facteurs, totp
from dossiersco.comptes.models import CodeSecours, EchecConnexion, LienAgent, SecondFacteur
from dossiersco.comptes.seconds_facteurs import Verdict
from dossiersco.equipe import actions
from dossiersco.equipe.mon_compte import choisir_par_lien
from dossiersco.espace_agent.tests.donnees import creer_agent, creer_campagne
from dossiersco.etablissements.droits import Role
from dossiersco.etablissements.models import Agent

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

ENSEMBLE = 8


@pytest.fixture
def agent() -> Agent:
    return creer_agent(creer_campagne())


def ensemble(*gestes):
    """Chaque geste dans son fil, avec sa connexion."""

    def seul(geste):
        try:
            return geste()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(gestes)) as executeur:
        return [resultat.result() for resultat in [executeur.submit(seul, g) for g in gestes]]


def test_de_plusieurs_activations_une_seule_choisit_le_mot_de_passe(agent):
    lien = liens_agents.lire(liens_agents.creer(agent.compte, "activation"), "activation")
    phrases = [f"girafe tricote sous la halle {n}" for n in range(ENSEMBLE)]
    faits = ensemble(*(lambda p=phrase: choisir_par_lien(lien, p) for phrase in phrases))
    assert sorted(faits) == [False] * (ENSEMBLE - 1) + [True]
    agent.compte.refresh_from_db()
    assert agent.compte.check_password(phrases[faits.index(True)])
    assert not LienAgent.objects.exists()


def test_le_meme_code_envoye_huit_fois_ensemble_n_ouvre_qu_une_fois(agent):
    facteur = SecondFacteur.objects.create(compte=agent.compte, graine=totp.tirer_graine())
    code = totp.code(totp.secret(facteur.graine), int(time.time()) // totp.PAS)
    verdicts = ensemble(*[lambda: seconds_facteurs.verifier(agent.compte, code)] * ENSEMBLE)
    assert verdicts.count(Verdict.BON) == 1


def test_le_meme_code_de_secours_envoye_ensemble_n_ouvre_qu_une_fois(agent):
    SecondFacteur.objects.create(compte=agent.compte, graine=totp.tirer_graine())
    code = seconds_facteurs.renouveler_secours(agent.compte)[0]
    verdicts = ensemble(*[lambda: seconds_facteurs.verifier(agent.compte, code)] * ENSEMBLE)
    assert verdicts.count(Verdict.BON) == 1
    assert CodeSecours.objects.count() == 9


def test_vingt_essais_lances_ensemble_ne_passent_pas_sous_le_frein(agent):
    SecondFacteur.objects.create(compte=agent.compte, graine=totp.tirer_graine())
    verdicts = ensemble(*[lambda: seconds_facteurs.verifier(agent.compte, "abcdef")] * 20)
    assert verdicts.count(Verdict.FAUX) == 5
    assert verdicts.count(Verdict.ATTENDRE) == 15
    assert EchecConnexion.objects.count() == 5


def test_deux_directions_qui_se_retirent_l_une_l_autre_en_laissent_une(agent):
    campagne = creer_campagne("0590182C")
    une, autre = (creer_agent(campagne, Role.DIRECTION) for _ in range(2))

    def retirer(qui, par):
        try:
            actions.retirer_acces(qui, par=par)
        except actions.GesteRefuse:
            return False
        return True

    faits = ensemble(lambda: retirer(une, autre), lambda: retirer(autre, une))
    assert sorted(faits) == [False, True]
    actives = Agent.objects.filter(role=Role.DIRECTION, actif=True)
    assert actives.count() == 1


def test_deux_invitations_de_la_meme_adresse_n_en_font_qu_une(agent):
    direction = creer_agent(creer_campagne("0590182C"), Role.DIRECTION)

    def inviter():
        try:
            actions.inviter(
                direction.etablissement,
                mel="odile@exemple.fr",
                nom="Odile Lenoir",
                role=Role.GESTION,
                par=direction,
            )
        except actions.GesteRefuse:
            return False
        return True

    assert sorted(ensemble(inviter, inviter)) == [False, True]
    assert Agent.objects.filter(nom="Odile Lenoir").count() == 1
