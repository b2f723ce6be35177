"""Nomenclature, Structures, Communs : remplacées d'un bloc, et jamais de quoi tout arrêter."""

import pytest

from dossiersco.campagnes.models import Mef
from dossiersco.echanges.tests.depots import codes, deposer
from dossiersco.siecle.tests.exports_fictifs import bloc, document

pytestmark = pytest.mark.django_db


def mef(code="10110001110", libelle="5EME", **champs):
    champs = {"LIBELLE_LONG": libelle, "INSCRIPTION_ETAB": "1", **champs}
    corps = "".join(f"<{balise}>{valeur}</{balise}>" for balise, valeur in champs.items())
    return f'<MEF CODE_MEF="{code}">{corps}</MEF>'


def nomenclature(*mefs, apres=""):
    return document("BEE_NOMENCLATURES", bloc("MEFS", *mefs) + apres)


def communs(debut, fin):
    dates = f"<DATE_DEBUT_ELEVE>{debut}</DATE_DEBUT_ELEVE><DATE_FIN_ELEVE>{fin}</DATE_FIN_ELEVE>"
    return document("BEE_COMMUN", bloc("ANNEE_SCOLAIRE", dates))


def division(code, libelle="CINQUIEME A"):
    return f'<DIVISION CODE_STRUCTURE="{code}"><LIBELLE_LONG>{libelle}</LIBELLE_LONG></DIVISION>'


def test_une_formation_retiree_de_siecle_disparait(campagne):
    deposer(campagne, nomenclature(mef("10110001110"), mef("10210001110", "4EME")))
    deposer(campagne, nomenclature(mef("10210001110", "4EME")))
    assert list(campagne.mefs.values_list("code_mef", flat=True)) == ["10210001110"]


def test_une_formation_ecrite_deux_fois_n_arrete_pas_l_import(campagne):
    deposer(campagne, nomenclature(mef(), mef(libelle="5EME BIS")))
    assert Mef.objects.count() == 1


def test_un_code_trop_long_est_ignore_et_dit(campagne):
    bilan = deposer(campagne, nomenclature(mef("1" * 30), mef()))
    assert "code_trop_long" in codes(bilan)
    assert list(campagne.mefs.values_list("code_mef", flat=True)) == ["10110001110"]


def test_un_libelle_trop_long_est_coupe(campagne):
    deposer(campagne, nomenclature(mef(libelle="X" * 300)))
    assert campagne.mefs.get().libelle == "X" * 60


@pytest.mark.parametrize(("lu", "garde"), [("2", 2), ("99999999", None), ("deux", None)])
def test_un_nombre_d_options_impossible_est_ignore(campagne, lu, garde):
    deposer(campagne, nomenclature(mef(NB_OPT_OBLIG=lu)))
    assert campagne.mefs.get().nb_opt_oblig == garde


def test_un_code_de_division_trop_long_est_ignore_et_dit(campagne):
    structures = document("BEE_STRUCTURES", bloc("DIVISIONS", division("5A"), division("5" * 20)))
    bilan = deposer(campagne, structures)
    assert "code_trop_long" in codes(bilan)
    assert list(campagne.divisions.values_list("code_structure", flat=True)) == ["5A"]


def test_les_dates_de_l_annee_viennent_des_communs(campagne):
    deposer(campagne, communs("01/09/2026", "31/08/2027"))
    campagne.refresh_from_db()
    assert (f"{campagne.date_debut_eleve}", f"{campagne.date_fin_eleve}") == (
        "2026-09-01",
        "2027-08-31",
    )


def test_une_annee_a_l_envers_est_ignoree_et_dite(campagne):
    bilan = deposer(campagne, communs("31/08/2027", "01/09/2026"))
    assert "annee_a_l_envers" in codes(bilan)
    campagne.refresh_from_db()
    assert campagne.date_debut_eleve is None
