"""Où va un élève l'année d'après : ce que la Nomenclature laisse deviner, et ce qu'elle tait."""

import pytest

from dossiersco.campagnes.formations import lire, suivante, suivantes
from dossiersco.siecle.fabrique.formations import nomenclature

DU_COLLEGE = {m.code_mef: lire(m.code_mef, m.code_mef, m.photo, None) for m in nomenclature().mefs}
SEGPA = {
    f"16{niveau}": lire(
        f"16{niveau}",
        f"{niveau}e SEGPA",
        {"FORMATION": f"{niveau}SEG", "LIBELLE_LONG": f"{niveau}EME SEGPA"},
        None,
    )
    for niveau in (6, 5, 4, 3)
}
TOUTES = DU_COLLEGE | SEGPA


@pytest.mark.parametrize(
    ("code", "apres"),
    [
        ("10010012110", "10110001110"),
        ("10110001110", "10210001110"),
        ("10210001110", "10310019110"),
        ("10310019110", ""),
        ("1001001211U", "1011000111U"),
        ("1031001911U", ""),
        ("166", "165"),
        ("164", "163"),
        ("163", ""),
        # Une sixième bilangue fermée mène à la cinquième de tout le monde.
        ("10010011110", "10110001110"),
        ("99999999990", None),
    ],
)
def test_on_monte_d_un_niveau_dans_sa_filiere(code, apres):
    assert suivante(TOUTES[code], TOUTES.values()) == apres


def test_deux_formations_possibles_ne_se_devinent_pas():
    autre = lire("10110002110", "5e bis", {"FORMATION": "5BIS", "CODE_MEFSTAT": "2112"}, None)
    assert suivante(TOUTES["10010012110"], [*TOUTES.values(), autre]) is None


def test_une_formation_fermee_ne_s_atteint_pas():
    sans = {c: f for c, f in TOUTES.items() if c != "10110001110"}
    assert suivante(TOUTES["10010012110"], sans.values()) is None


def test_ce_que_dit_le_college_passe_avant():
    dites = suivantes(TOUTES.values(), {"10010012110": "165"})
    assert dites["10010012110"] == "165"
    assert dites["10110001110"] == "10210001110"


@pytest.mark.parametrize("mnemonique", ["2-GT", "1G", "VACTIV", "", "31BTS"])
def test_ce_qui_n_est_pas_du_college_n_a_pas_de_niveau(mnemonique):
    assert lire("X", "X", {"FORMATION": mnemonique}, None).niveau == 0
