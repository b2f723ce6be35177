"""La formation de la rentrée : celle qu'un élève aura, selon la base et ce qu'en dit le collège."""

import pytest

from dossiersco.campagnes.models import FormationSuivante
from dossiersco.dossiers.formations import (
    affecter,
    dans_la_formation,
    formation,
    options_sans_place,
    parmi,
)
from dossiersco.dossiers.models import Dossier, Trace
from dossiersco.dossiers.tests.factories import (
    MEF_5E,
    AgentFactory,
    CampagneFactory,
    DossierFactory,
)

MEF_4E = "10210001110"
pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("mef_de_la_rentree", "suivant", "choisie", "attendue", "sans_place"),
    [
        (True, None, "", MEF_5E, False),
        (True, MEF_4E, "", MEF_5E, False),
        (True, None, MEF_4E, MEF_4E, True),
        (True, None, MEF_5E, MEF_5E, False),
        (False, MEF_4E, "", MEF_4E, True),
        (False, MEF_4E, MEF_5E, MEF_5E, True),
        (False, "", "", "", True),
        (False, None, "", "", True),
    ],
)
def test_la_regle_dite_de_trois_facons(mef_de_la_rentree, suivant, choisie, attendue, sans_place):
    campagne = CampagneFactory(mef_de_la_rentree=mef_de_la_rentree)
    dossier = DossierFactory(campagne=campagne, code_mef_rentree=choisie)
    suivantes = {} if suivant is None else {MEF_5E: suivant}
    for code, apres in suivantes.items():
        FormationSuivante.objects.create(campagne=campagne, code_mef=code, code_mef_suivant=apres)
    assert formation(dossier) == attendue
    assert parmi(campagne, choisie, MEF_5E, suivantes) == attendue
    for code in {MEF_5E, MEF_4E, attendue} - {""}:
        trouves = Dossier.objects.filter(dans_la_formation(campagne, code))
        assert trouves.exists() == (code == attendue)
    assert options_sans_place(dossier) is sans_place


def test_affecter_laisse_une_trace_et_ne_touche_pas_ce_que_dit_siecle():
    dossier = DossierFactory()
    agent = AgentFactory(etablissement=dossier.campagne.etablissement)
    affecter(dossier, MEF_4E, par=agent)
    affecter(dossier, MEF_4E, par=agent)
    trace = Trace.objects.get()
    assert (trace.geste, trace.avant, trace.apres) == ("affecter", "", MEF_4E)
    relu = Dossier.objects.select_related("eleve").get()
    assert (relu.code_mef_rentree, relu.eleve.code_mef) == (MEF_4E, MEF_5E)
