"""Un parent dit son métier avec ses mots ; SIECLE reçoit un code qu'il accepte."""

import pytest

from dossiersco.siecle.nomenclatures import lignes, professions_acceptees, table
from dossiersco.siecle.professions import LARGES, chercher, metiers

LIBELLES = table("professions_pcs")


@pytest.mark.parametrize(
    ("tape", "codes"),
    [
        ("infirmière", ("43",)),
        ("INFIRMIER", ("43",)),
        ("nounou", ("56",)),
        ("ingenieur", ("38",)),
        ("femme de menage", ("56",)),
        ("d’agent d'entretien", ("68",)),
        ("directrice d’école", ("37", "42")),
        ("xyz", ()),
        ("de la", ()),
        ("", ()),
    ],
)
def test_les_mots_des_parents(tape, codes):
    assert chercher(tape, LIBELLES) == codes


@pytest.mark.parametrize("metier", metiers())
def test_tout_metier_propose_mene_quelque_part(metier):
    assert chercher(metier, LIBELLES)


@pytest.mark.parametrize("code", sorted(professions_acceptees() - {"83", "86"}))
def test_toute_profession_de_siecle_se_trouve_par_son_libelle(code):
    assert code in chercher(LIBELLES[code], LIBELLES)


def test_on_ne_propose_que_ce_que_siecle_accepte():
    proposees = {ligne["code"] for ligne in lignes("professions_mots")} | set(LARGES)
    assert proposees <= professions_acceptees()


def test_un_code_que_le_college_n_a_pas_ne_se_propose_pas():
    assert chercher("infirmière", {"10": "Agriculteurs"}) == ()
