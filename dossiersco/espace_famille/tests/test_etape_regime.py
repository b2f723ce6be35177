"""Changer le régime."""

import pytest

from dossiersco.dossiers.models import Eleve, Trace
from dossiersco.dossiers.tests.factories import CodeCollegeFactory, DossierFactory
from dossiersco.espace_famille.tests.pages import texte, visibles


@pytest.fixture
def adresse(martin, adresse_de):
    return adresse_de("regime", martin.dossier)


@pytest.fixture(autouse=True)
def regimes(martin):
    CodeCollegeFactory(campagne=martin.campagne, code="0", libelle="EXTERNE LIBRE")
    CodeCollegeFactory(campagne=martin.campagne, code="3", libelle="INTERNE DANS L'ETABLISSEMENT")
    CodeCollegeFactory(campagne=martin.campagne)
    servir(martin.campagne, "0")


def servir(campagne, code):
    """Un autre élève du collège a ce régime dans SIECLE."""
    dossier = DossierFactory(campagne=campagne)
    Eleve.objects.filter(pk=dossier.eleve_id).update(photo={"CODE_REGIME": code})


def test_les_regimes_sont_ceux_que_le_college_sert_en_clair(mere, adresse):
    page = texte(mere.get(adresse))
    assert "Externe (ne déjeune pas au collège)" in page
    assert "Demi-pensionnaire, 4 jours par semaine" in page
    assert "Interne" not in page


def test_le_regime_actuel_est_coche(mere, adresse):
    assert visibles(mere.get(adresse)) == {"code_regime": ["24"]}


def test_changer_de_regime_s_enregistre_et_revient_au_bloc(mere, martin, adresse, adresse_de):
    reponse = mere.post(adresse, {"code_regime": "0"})
    assert reponse.url == f"{adresse_de('dossier', martin.dossier)}#regime"
    martin.dossier.eleve.refresh_from_db()
    assert martin.dossier.eleve.code_regime == "0"
    bloc = texte(mere.get(reponse.url)).split("Demi-pension ")[1]
    assert bloc.startswith("Enregistré.")


@pytest.mark.parametrize("faute", ["", "99"])
def test_un_regime_inconnu_est_refuse(mere, adresse, faute):
    reponse = mere.post(adresse, {"code_regime": faute})
    assert reponse.status_code == 422
    assert "À corriger avant de continuer" in texte(reponse)
    assert not Trace.objects.exists()


def test_le_meme_regime_n_est_pas_du_nouveau(mere, adresse):
    mere.post(adresse, {"code_regime": "24"})
    assert not Trace.objects.exists()


def test_le_mot_du_college_l_emporte_sur_le_notre(mere, martin, adresse):
    CodeCollegeFactory(campagne=martin.campagne, code="21", libelle="DP LUNDI SEULEMENT")
    servir(martin.campagne, "21")
    assert "Dp lundi seulement" in texte(mere.get(adresse))


def test_un_regime_que_le_college_n_a_plus_reste_choisi(mere, adresse):
    Eleve.objects.update(code_regime="77")
    assert visibles(mere.get(adresse)) == {"code_regime": ["77"]}
