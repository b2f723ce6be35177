from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from dossiersco.campagnes.effacement import effacer
from dossiersco.campagnes.tests.vies import disque_neuf, en_tout, il_y_a, vivre
from dossiersco.dossiers.models import Personne
from dossiersco.dossiers.tests.factories import (
    CampagneFactory,
    DossierFactory,
    SignatureFactory,
    donner_compte,
    famille_diallo,
    famille_martin,
)


@pytest.fixture(autouse=True)
def _disque(tmp_path, monkeypatch):
    disque_neuf(tmp_path, monkeypatch)


@pytest.fixture
def finie():
    """Finie depuis treize mois."""
    return CampagneFactory(
        annee=2025, ouverte_le=il_y_a(460), ferme_le=timezone.localdate() - timedelta(days=400)
    )


@pytest.fixture
def vivante(finie):
    """La suivante du même collège, ouverte et sans dernier jour."""
    return CampagneFactory(etablissement=finie.etablissement, annee=2026)


@pytest.fixture
def effacer_tout(django_capture_on_commit_callbacks):
    def geste(le: datetime | None = None, **options: int) -> dict[str, int]:
        with django_capture_on_commit_callbacks(execute=True):
            faits = effacer(le or timezone.now(), **options)
        return en_tout(faits)

    return geste


@pytest.fixture
def voisinage(finie, vivante):
    """La mère, l'aîné (dans les deux campagnes), le cadet (la finie), la benjamine (la vivante)."""
    famille = famille_martin(finie, prenoms=("Aîné", "Cadet"))
    vivre(famille)
    aine, cadet = famille.dossiers
    SignatureFactory(dossier=cadet, personne=famille.pere)
    encore = DossierFactory(campagne=vivante, eleve=aine.eleve)
    benjamine = famille_martin(vivante, prenoms=("Benjamine",))
    benjamine.dossier.eleve.responsables.filter(personne=benjamine.mere).update(
        personne=famille.mere
    )
    Personne.objects.filter(pk=benjamine.mere.pk).delete()
    benjamine.mere = famille.mere
    vivre(benjamine)
    donner_compte(famille.mere)
    famille_diallo(finie)
    return famille, encore, benjamine
