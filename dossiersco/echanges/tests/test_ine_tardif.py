"""Un élève arrivé sans INE le reçoit plus tard : le même, par quelque chemin qu’on le sache."""

import pytest

from dossiersco.dossiers.models import Dossier, Eleve
from dossiersco.echanges.tests.depots import codes, comptes, deposer_eleves
from dossiersco.siecle.tests.exports_fictifs import eleve

pytestmark = pytest.mark.django_db
INE, AUTRE_INE = "123456789AB", "987654321CD"
SANS = {"ID_NATIONAL": None}


def ines():
    return dict(Eleve.objects.values_list("id_siecle", "id_national"))


@pytest.mark.parametrize(
    ("avant", "apres"),
    [
        pytest.param(eleve("1", **SANS), eleve("1", ID_NATIONAL=INE), id="par-ELEVE_ID"),
        pytest.param(
            eleve("1", ID_PRV_ELE="7", **SANS),
            eleve("2", ID_PRV_ELE="7", PRENOM="Awa-Marie", ID_NATIONAL=INE),
            id="par-ID_PRV_ELE",
        ),
        pytest.param(eleve("1", **SANS), eleve("2", ID_NATIONAL=INE), id="par-identité"),
    ],
)
def test_l_ine_qui_arrive_ne_dedouble_personne(campagne, avant, apres):
    deposer_eleves(campagne, avant)
    bilan = deposer_eleves(campagne, apres)
    assert Eleve.objects.get().id_national == INE
    assert Dossier.objects.count() == 1
    assert comptes(bilan, "eleves") == (0, 1, 0, 0)
    assert codes(bilan) == []


@pytest.mark.parametrize("numeros", [("1", "2"), ("8", "9")], ids=["mêmes", "nouveaux"])
def test_des_jumeaux_recoivent_chacun_le_sien(campagne, numeros):
    """Même nom, même jour, prénoms différents."""
    deposer_eleves(campagne, eleve("1", PRENOM="Léa", **SANS), eleve("2", PRENOM="Léo", **SANS))
    lea = Eleve.objects.get(prenom="Léa").pk
    un, deux = numeros
    deposer_eleves(
        campagne,
        eleve(deux, PRENOM="Léo", ID_NATIONAL=AUTRE_INE),
        eleve(un, PRENOM="Léa", ID_NATIONAL=INE),
    )
    assert ines() == {un: INE, deux: AUTRE_INE}
    assert Eleve.objects.get(id_siecle=un).pk == lea


def test_des_homonymes_recoivent_chacun_le_sien_par_leur_eleve_id(campagne):
    deposer_eleves(campagne, eleve("1", **SANS), eleve("2", **SANS))
    deposer_eleves(campagne, eleve("2", ID_NATIONAL=AUTRE_INE), eleve("1", ID_NATIONAL=INE))
    assert ines() == {"1": INE, "2": AUTRE_INE}


def test_entre_homonymes_aux_numeros_neufs_on_ne_choisit_pas(campagne):
    """Deux élèves du même nom nés le même jour : mieux vaut deux fiches qu'une fiche mêlée."""
    deposer_eleves(campagne, eleve("1", **SANS), eleve("2", **SANS))
    bilan = deposer_eleves(campagne, eleve("8", ID_NATIONAL=INE), eleve("9", ID_NATIONAL=AUTRE_INE))
    assert len(ines()) == 4
    assert codes(bilan).count("eleve_homonyme") == 2
