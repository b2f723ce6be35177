"""Les mots derrière les codes : ceux du collège d'abord, ceux du service à défaut."""

import pytest

from dossiersco.campagnes.models import FormationSuivante, RegleOption
from dossiersco.campagnes.tables import tables_de
from dossiersco.dossiers.tests.factories import (
    CampagneFactory,
    CodeCollegeFactory,
    MefFactory,
    OptionFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def campagne():
    return CampagneFactory()


def test_le_libelle_du_college_passe_avant_celui_du_service(campagne):
    du_service = tables_de(campagne).libelle("regimes", "0")
    CodeCollegeFactory(campagne=campagne, table="regimes", code="0", libelle="EXTERNE CHEZ NOUS")
    assert du_service
    assert tables_de(campagne).libelle("regimes", "0") == "EXTERNE CHEZ NOUS" != du_service


def test_un_code_que_le_college_ignore_garde_le_libelle_du_service(campagne):
    du_service = tables_de(campagne).libelle("regimes", "0")
    CodeCollegeFactory(campagne=campagne, table="regimes", code="21", libelle="DEMI-PENSION")
    assert tables_de(campagne).libelle("regimes", "0") == du_service


def test_un_code_inconnu_de_tous_se_montre_tel_quel(campagne):
    tables = tables_de(campagne)
    assert tables.libelle("regimes", "ZZ") == "ZZ"
    assert tables.matiere("999999") == "999999"


def test_formations_et_matieres_ont_leur_nom(campagne):
    MefFactory(campagne=campagne, code_mef="10110001110", libelle="5ème")
    OptionFactory(campagne=campagne, code_matiere="020300", libelle="LATIN")
    tables = tables_de(campagne)
    assert tables.libelle("mefs", "10110001110") == "5ème"
    assert tables.matiere("020300") == "LATIN"


def test_la_formation_d_apres_et_les_places_se_lisent_avec_les_codes(campagne):
    FormationSuivante.objects.create(campagne=campagne, code_mef="A", code_mef_suivant="B")
    for code, places in (("020300", 12), ("030201", None)):
        RegleOption.objects.create(
            campagne=campagne,
            code_mef="B",
            code_matiere=code,
            code_modalite_elect="F",
            places=places,
        )
    tables = tables_de(campagne)
    assert (tables.suivantes, tables.places) == ({"A": "B"}, {"B": {"020300": 12}})


def test_la_table_d_un_autre_college_ne_s_y_melange_pas(campagne):
    CodeCollegeFactory(table="regimes", code="0", libelle="CHEZ LE VOISIN")
    assert tables_de(campagne).libelle("regimes", "0") != "CHEZ LE VOISIN"


def test_tout_se_lit_en_une_fois(campagne, django_assert_num_queries):
    for code in ("0", "21", "24"):
        CodeCollegeFactory(campagne=campagne, code=code)
    OptionFactory.create_batch(5, campagne=campagne)
    with django_assert_num_queries(1):
        tables = tables_de(campagne)
    with django_assert_num_queries(0):
        tables.libelle("regimes", "0")
