from datetime import UTC, datetime, timedelta

import pytest

from dossiersco.statistiques.durees import minutes_des_familles, minutes_du_college

MIDI = datetime(2026, 6, 1, 12, tzinfo=UTC)


def a(minutes):
    return MIDI + timedelta(minutes=minutes)


def test_la_mediane_ne_suit_pas_une_famille_tres_lente():
    assert minutes_des_familles([(a(0), a(2)), (a(0), a(4)), (a(0), a(50))]) == 4


@pytest.mark.parametrize(
    "connexion", [None, a(-90), a(5)], ids=["jamais", "une autre visite", "apres"]
)
def test_ce_qui_n_est_pas_une_seule_visite_ne_compte_pas(connexion):
    assert minutes_des_familles([(connexion, a(0))]) is None


def test_le_college_compte_les_ecarts_sauf_les_pauses():
    passages = [(1, a(0), 10), (1, a(2), 11), (1, a(40), 12), (1, a(43), 13)]
    assert minutes_du_college(passages) == (2 + 3) / 4


def test_deux_agents_travaillent_chacun_de_leur_cote():
    assert minutes_du_college([(1, a(0), 10), (2, a(1), 11), (1, a(4), 12), (2, a(5), 13)]) == 2


def test_un_seul_dossier_ne_dit_rien():
    assert minutes_du_college([(1, a(0), 10)]) is None
