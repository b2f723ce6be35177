"""Un régime se lit pareil chez la famille, sur le papier et au collège."""

import pytest

from dossiersco.campagnes.regimes import en_clair
from dossiersco.campagnes.tables import tables_de
from dossiersco.dossiers.tests.factories import CampagneFactory, CodeCollegeFactory
from dossiersco.siecle import nomenclatures

QUATRE_JOURS = "Demi-pensionnaire, 4 jours par semaine"


def test_le_nombre_de_jours_se_dit():
    assert en_clair({"24": nomenclatures.table("regimes")["24"]}) == {"24": QUATRE_JOURS}
    assert en_clair(nomenclatures.table("regimes"))["21"].endswith("1 jour par semaine")


def test_ce_que_le_college_a_rebaptise_est_garde():
    assert en_clair({"24": "DP FORFAIT 4"}) == {"24": "DP FORFAIT 4"}


@pytest.mark.django_db
def test_les_tables_d_une_campagne_les_disent_en_clair():
    campagne = CampagneFactory()
    assert tables_de(campagne).libelle("regimes", "24") == QUATRE_JOURS
    CodeCollegeFactory(campagne=campagne, code="24")
    assert tables_de(campagne).table("regimes") == {"24": QUATRE_JOURS}
