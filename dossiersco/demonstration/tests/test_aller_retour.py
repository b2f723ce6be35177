"""La propriété du service : SIECLE après = SIECLE avant + les changements acceptés."""

import shutil
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, reject, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from dossiersco.demonstration.actions import PartieImpossible
from dossiersco.demonstration.tests.aller_retour import (
    Tour,
    attendue,
    faire_un_tour,
    inattendues,
)
from dossiersco.siecle.banc import differences
from dossiersco.siecle.schema_import import Schema

REGLAGES = settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])


class TestAllerRetour(TestCase):
    """Hypothesis rejoue chaque exemple dans sa propre transaction."""

    def setup_example(self) -> None:
        super().setup_example()
        self.dossier = Path(tempfile.mkdtemp())

    def teardown_example(self, example: object) -> None:
        shutil.rmtree(self.dossier)
        super().teardown_example(example)

    def tour(self, **options: Any) -> Tour:
        try:
            return faire_un_tour(self.dossier, **options)
        except PartieImpossible:
            # Un tout petit collège peut n’avoir que des élèves déjà partis : rien à jouer.
            reject()

    @REGLAGES
    @given(
        taille=st.integers(1, 12),
        graine=st.integers(0, 10_000),
        schema=st.sampled_from(list(Schema)),
        mechante=st.booleans(),
    )
    def test_la_base_apres_est_la_base_avant_plus_les_changements_acceptes(
        self, taille: int, graine: int, schema: Schema, mechante: bool
    ) -> None:
        tour = self.tour(
            taille=taille, graine=graine, sans_nouveaute=0.2, schema=schema, mechante=mechante
        )
        if tour.obtenue is None:
            assert tour.plan.bloques or not _accepte(tour)
        else:
            assert inattendues(tour) == []

    @settings(parent=REGLAGES, max_examples=5)
    @given(taille=st.integers(1, 12), graine=st.integers(0, 10_000))
    def test_sans_changement_pas_de_fichier(self, taille: int, graine: int) -> None:
        tour = self.tour(taille=taille, graine=graine, sans_nouveaute=1)
        assert tour.obtenue is None


def _accepte(tour: Tour) -> bool:
    return any(ligne["decision"] == "acceptee" for ligne in tour.rapport["changements"])


@pytest.mark.django_db
def test_un_college_entier_fait_le_tour(tmp_path: Path) -> None:
    tour = faire_un_tour(tmp_path, taille=60, graine=7, sans_nouveaute=0.3)
    assert tour.obtenue is not None
    assert differences(attendue(tour), tour.obtenue) == []


@pytest.mark.django_db
def test_le_banc_verrait_un_champ_abime(tmp_path: Path) -> None:
    """Le contrôle du contrôle : une civilité retournée dans la base obtenue se voit."""
    tour = faire_un_tour(tmp_path, taille=20, graine=3, sans_nouveaute=0.2)
    assert tour.obtenue is not None
    cle = next(iter(tour.obtenue.personnes))
    tour.obtenue.personnes[cle]["CODE_CIVILITE"] = "9"
    assert differences(attendue(tour), tour.obtenue) != []
