"""Le dernier jour, à l'heure du collège, et le quart d'heure de grâce."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from dossiersco.campagnes.models import Campagne
from dossiersco.etablissements.models import Etablissement

# La fin du jour en temps universel : (fuseau, dernier jour, minuit chez eux).
MINUITS = [
    ("Europe/Paris", date(2026, 6, 12), datetime(2026, 6, 12, 22, 0, tzinfo=UTC)),
    ("Indian/Reunion", date(2026, 6, 12), datetime(2026, 6, 12, 20, 0, tzinfo=UTC)),
    ("Pacific/Tahiti", date(2026, 6, 12), datetime(2026, 6, 13, 10, 0, tzinfo=UTC)),
    # Les jours de 23 et de 25 heures.
    ("Europe/Paris", date(2026, 3, 29), datetime(2026, 3, 29, 22, 0, tzinfo=UTC)),
    ("Europe/Paris", date(2026, 10, 25), datetime(2026, 10, 25, 23, 0, tzinfo=UTC)),
]
SECONDE = timedelta(seconds=1)
par_fuseau = pytest.mark.parametrize(("fuseau", "jour", "minuit"), MINUITS)


@pytest.fixture
def a(monkeypatch):
    return lambda instant: monkeypatch.setattr(timezone, "now", lambda: instant)


def campagne(fuseau: str, jour: date) -> Campagne:
    return Campagne(
        etablissement=Etablissement(uai="0590181B", fuseau=fuseau),
        annee=2026,
        ouverte_le=datetime(2026, 1, 5, tzinfo=UTC),
        ferme_le=jour,
    )


@par_fuseau
def test_le_dernier_jour_compte_jusqu_a_minuit_du_college(a, fuseau, jour, minuit):
    sienne = campagne(fuseau, jour)
    a(minuit - SECONDE)
    assert sienne.est_ouverte
    a(minuit)
    assert not sienne.est_ouverte


@par_fuseau
def test_qui_etait_deja_la_a_un_quart_d_heure(a, fuseau, jour, minuit):
    sienne = campagne(fuseau, jour)
    a(minuit + timedelta(minutes=15) - SECONDE)
    assert sienne.recoit_encore
    assert sienne.est_ouverte_a(minuit - SECONDE)
    a(minuit + timedelta(minutes=15))
    assert not sienne.recoit_encore
    assert not sienne.est_ouverte_a(minuit - SECONDE)


@par_fuseau
def test_qui_arrive_apres_l_heure_trouve_porte_close(a, fuseau, jour, minuit):
    a(minuit + timedelta(minutes=5))
    assert not campagne(fuseau, jour).est_ouverte_a(minuit + timedelta(minutes=1))
    assert not campagne(fuseau, jour).est_ouverte_a(None)


def test_la_grace_n_ouvre_pas_une_campagne_avant_l_heure(a):
    sienne = campagne("Europe/Paris", date(2026, 6, 12))
    a(datetime(2026, 1, 4, 23, 59, tzinfo=UTC))
    assert not sienne.recoit_encore
    assert not sienne.est_ouverte_a(datetime(2026, 1, 4, tzinfo=UTC))
