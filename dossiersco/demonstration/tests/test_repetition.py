"""La répétition d'un collège au hasard, par les gestes des écrans : elle ne se contredit jamais."""

from pathlib import Path

import pytest

from dossiersco.demonstration.tests.aller_retour import faire_un_tour
from dossiersco.echanges.repetition import repeter
from dossiersco.siecle.schema_import import Schema

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("schema", Schema)
@pytest.mark.parametrize("graine", range(100, 104))
def test_le_banc_et_le_prevol_disent_la_meme_chose(
    tmp_path: Path, graine: int, schema: Schema
) -> None:
    """Ce qui part, et tous les autres à blanc : aucun champ ne bouge sans qu'on l'ait dit."""
    tour = faire_un_tour(
        tmp_path, taille=12, graine=graine, sans_nouveaute=0.4, schema=schema, mechante=True
    )
    repetition = repeter(tour.plan.campagne, schema)
    assert repetition.alertes == ()
    partants = {partant.dossier.pk for partant in repetition.partants}
    assert partants == {envoyable.dossier.pk for envoyable in tour.plan.envoyables}
    assert len(partants) + len(repetition.bloques) + repetition.autres == (
        tour.plan.campagne.dossiers.count()
    )
