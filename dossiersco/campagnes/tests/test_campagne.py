"""Ouverte, fermée : le dernier jour compte en entier, à l'heure du collège."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError
from django.utils import timezone

from dossiersco.campagnes.actions import ouvrir
from dossiersco.campagnes.models import Campagne
from dossiersco.dossiers.tests.factories import CampagneFactory, EtablissementFactory

FUSEAUX = (
    "Europe/Paris",
    "Indian/Reunion",
    "Indian/Mayotte",
    "America/Guadeloupe",
    "America/Cayenne",
    "America/Miquelon",
    "Pacific/Noumea",
    "Pacific/Tahiti",
    "Pacific/Wallis",
)
# Un jour d'été, les deux jours où l'heure change, le dernier de l'année, un 29 février.
DERNIERS_JOURS = (
    date(2026, 6, 12),
    date(2026, 3, 29),
    date(2026, 10, 25),
    date(2026, 12, 31),
    date(2028, 2, 29),
)


@pytest.fixture
def horloge(monkeypatch):
    """Règle l'heure que voit la campagne."""

    def regler(instant):
        monkeypatch.setattr(timezone, "now", lambda: instant)

    return regler


def campagne(fuseau="Europe/Paris", **dates):
    return CampagneFactory.build(etablissement=EtablissementFactory.build(fuseau=fuseau), **dates)


@pytest.mark.parametrize("fuseau", FUSEAUX)
@pytest.mark.parametrize("jour", DERNIERS_JOURS)
def test_elle_ferme_a_minuit_chez_elle(fuseau, jour, horloge):
    ouverte_le = datetime(2026, 1, 5, tzinfo=UTC)
    essai = campagne(fuseau, ouverte_le=ouverte_le, ferme_le=jour)
    minuit = datetime.combine(jour + timedelta(days=1), datetime.min.time(), ZoneInfo(fuseau))
    for ecart, attendue in ((-1, True), (1, False)):
        horloge(minuit.astimezone(UTC) + timedelta(seconds=ecart))
        assert essai.est_ouverte is attendue


def test_elle_ouvre_a_l_heure_dite(horloge):
    ouverte_le = datetime(2026, 5, 4, 6, tzinfo=UTC)
    essai = campagne(ouverte_le=ouverte_le)
    for ecart, attendue in ((-1, False), (0, True), (400 * 86_400, True)):
        horloge(ouverte_le + timedelta(seconds=ecart))
        assert essai.est_ouverte is attendue


def test_jamais_ouverte_elle_est_fermee():
    assert not campagne(ouverte_le=None).est_ouverte


@pytest.mark.django_db
def test_ouvrir_deux_fois_ne_change_pas_l_heure():
    essai = CampagneFactory(pas_ouverte=True)
    ouvrir(essai)
    premiere = essai.ouverte_le
    ouvrir(essai)
    assert essai.est_ouverte
    assert essai.ouverte_le == premiere


@pytest.mark.django_db
def test_une_seule_campagne_par_annee():
    essai = CampagneFactory()
    with pytest.raises(IntegrityError):
        CampagneFactory(etablissement=essai.etablissement, annee=essai.annee)


@pytest.mark.django_db
def test_la_base_refuse_une_annee_qui_finit_avant_de_commencer():
    essai = CampagneFactory()
    with pytest.raises(IntegrityError, match="annee_dans_l_ordre"):
        Campagne.objects.filter(pk=essai.pk).update(
            date_debut_eleve=date(2027, 8, 31), date_fin_eleve=date(2026, 9, 1)
        )
