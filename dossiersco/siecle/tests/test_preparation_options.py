"""Les options : gardées toutes, à leur rang, sous la bonne modalité."""

from dataclasses import replace
from itertools import permutations

import pytest

from dossiersco.siecle.options_retour import affecter
from dossiersco.siecle.tests.test_preparation_exemples import (
    ALLEMAND,
    ANGLAIS,
    CINQUIEME,
    CONTEXTE,
    ESPAGNOL,
    LATIN,
    codes,
    preparer_eleve,
)


def _lue(rang, matiere, modalite="O"):
    return {"NUM_OPTION": str(rang), "CODE_MODALITE_ELECT": modalite, "CODE_MATIERE": matiere}


def _ecrites(*options, contexte=CONTEXTE):
    prepare = preparer_eleve(OPTIONS=list(options), contexte=contexte)
    assert prepare.bloc is not None
    ecrites = prepare.bloc["SCOLARITE_ACTIVE"]["OPTIONS"]["OPTION"]
    return [(o["CODE_MATIERE"], o["CODE_MODALITE_ELECT"]) for o in ecrites], prepare.avis


def test_les_obligatoires_passent_devant() -> None:
    ecrites, _ = _ecrites(_lue(1, LATIN, "F"), _lue(2, ANGLAIS))
    assert ecrites == [(ANGLAIS, "O"), (LATIN, "F")]


def test_chaque_obligatoire_trouve_son_rang_permis() -> None:
    """L'anglais va aux rangs 1 et 2, l'espagnol au rang 1 seul : l'anglais lui laisse la place."""
    ecrites, avis = _ecrites(_lue(1, ANGLAIS), _lue(2, ESPAGNOL))
    assert ecrites == [(ESPAGNOL, "O"), (ANGLAIS, "O")]
    assert avis == ()


def test_un_ordre_lu_qui_convient_ne_change_pas() -> None:
    permis = {(CINQUIEME, matiere, rang) for matiere in (ANGLAIS, ESPAGNOL) for rang in (1, 2)}
    contexte = replace(CONTEXTE, options_obligatoires=frozenset(permis))
    for ordre in permutations((ANGLAIS, ESPAGNOL)):
        lues = [_lue(rang, matiere) for rang, matiere in enumerate(ordre, 1)]
        ecrites, _ = _ecrites(*lues, contexte=contexte)
        assert [matiere for matiere, _ in ecrites] == list(ordre)


def test_une_affectation_impossible_bloque_car_siecle_retirerait_une_option() -> None:
    prepare = preparer_eleve(OPTIONS=[_lue(2, ANGLAIS), _lue(1, ALLEMAND)])
    assert codes(prepare) == ["OPOBL_C_01"]


def test_sans_rangs_connus_l_ordre_de_siecle_reste() -> None:
    contexte = replace(CONTEXTE, options_obligatoires=frozenset())
    ecrites, avis = _ecrites(_lue(2, ANGLAIS), _lue(1, ALLEMAND), contexte=contexte)
    assert ecrites == [(ALLEMAND, "O"), (ANGLAIS, "O")]
    assert avis == ()


def test_l_affectation_trouve_un_ordre_des_qu_il_en_existe_un() -> None:
    rangs = {"A": {1, 2, 3}, "B": {1, 2}, "C": {1}, "D": {2, 4}}
    for matieres in permutations("ABCD"):
        assert affecter(matieres, rangs) == ["C", "B", "A", "D"]
    assert affecter(["C", "C2"], {"C": {1}, "C2": {1}}) is None
    assert affecter(["A"], {"A": {2}}) is None


def test_la_modalite_lue_l_emporte_sur_le_programme() -> None:
    ecrites, _ = _ecrites(_lue(1, ANGLAIS), _lue(2, ALLEMAND, "F"))
    assert ecrites == [(ANGLAIS, "O"), (ALLEMAND, "F")]


def test_une_option_de_la_famille_prend_la_modalite_du_programme_hors_tronc_commun() -> None:
    ecrites, avis = _ecrites({"CODE_MATIERE": ANGLAIS}, {"CODE_MATIERE": LATIN})
    assert ecrites == [(ANGLAIS, "O"), (LATIN, "F")]
    assert avis == ()


def test_une_option_de_siecle_hors_programme_bloque_car_siecle_la_retirerait() -> None:
    prepare = preparer_eleve(OPTIONS=[_lue(1, ANGLAIS), _lue(2, "020C00", "F")])
    assert codes(prepare) == ["INOPT_B_01"]
    assert "020C00" in prepare.blocages[0].message


def test_sans_nomenclature_une_option_de_siecle_part_telle_que_lue() -> None:
    contexte = replace(CONTEXTE, programmes=frozenset())
    ecrites, _ = _ecrites(_lue(1, ANGLAIS), _lue(2, "020C00", "F"), contexte=contexte)
    assert ecrites == [(ANGLAIS, "O"), ("020C00", "F")]


@pytest.mark.parametrize(
    ("option", "code"),
    [
        ({"CODE_MATIERE": "020C00"}, "INOPT_B_01"),
        ({"CODE_MATIERE": LATIN, "CODE_MODALITE_ELECT": "O"}, "INOPT_B_01"),
        ({"CODE_MATIERE": ANGLAIS, "CODE_MODALITE_ELECT": "S"}, "INOPT_B_01"),
        ({"CODE_MATIERE": ALLEMAND}, "INOPT_MODALITE"),
    ],
)
def test_une_option_de_la_famille_que_le_programme_ne_permet_pas_bloque(option, code) -> None:
    assert codes(preparer_eleve(OPTIONS=[option])) == [code]


def test_une_option_notee_deux_fois_part_une_fois() -> None:
    ecrites, avis = _ecrites(_lue(1, ANGLAIS), _lue(2, ANGLAIS, "F"))
    assert ecrites == [(ANGLAIS, "O")]
    assert len(avis) == 1


def test_plus_de_douze_options_bloquent() -> None:
    options = [_lue(rang, f"9{rang:05d}", "F") for rang in range(13)]
    contexte = replace(CONTEXTE, programmes=frozenset())
    assert codes(preparer_eleve(OPTIONS=options, contexte=contexte)) == ["INOPT_NOMBRE"]


@pytest.mark.parametrize(
    ("nombre", "attendus"), [(1, []), (0, ["MODCH_B_03"]), (2, ["MODCH_B_02"])]
)
def test_un_mauvais_compte_bloque_car_siecle_retirerait_tout(nombre: int, attendus: list) -> None:
    contexte = replace(CONTEXTE, nb_options_obligatoires={CINQUIEME: nombre})
    assert codes(preparer_eleve(OPTIONS=[_lue(1, ANGLAIS)], contexte=contexte)) == attendus


def test_sans_aucune_option_un_mauvais_compte_se_dit_et_part() -> None:
    contexte = replace(CONTEXTE, nb_options_obligatoires={CINQUIEME: 2})
    ecrites, avis = _ecrites(contexte=contexte)
    assert ecrites == []
    assert len(avis) == 1


def test_sans_option_le_bloc_est_vide_mais_present() -> None:
    assert _ecrites() == ([], ())
