"""Un numéro se tape de mille façons, se range d'une seule, et se relit."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dossiersco.siecle.telephones import NumeroDouteux, ecrire, lire
from dossiersco.siecle.valeurs import telephone


@pytest.mark.parametrize(
    ("tape", "range_"),
    [
        ("06.39.98.12.34", "0639981234"),
        ("+33 (0)6 39 98 12 34", "0639981234"),
        ("0033639981234", "0639981234"),
        ("33 6 39 98 12 34", "0639981234"),
        ("6 39 98 12 34", "0639981234"),
        ("\u202a06 39 98 12 34\u202c", "0639981234"),
        ("٠٦ ٣٩ ٩٨ ١٢ ٣٤", "0639981234"),
        ("0262 20 12 34", "0262201234"),
        ("+262 692 20 12 34", "0692201234"),
        ("00590 690 30 12 34", "0690301234"),
        ("+594 (0)694 20 12 34", "0694201234"),
        ("+596 696 20 12 34", "0696201234"),
        ("+687 75 12 34", "+687751234"),
        ("00689 87 12 34 56", "+68987123456"),
        ("+508 55 12 34", "+508551234"),
        ("+32 (0)470/12.34.56", "+32470123456"),
        ("+39 06 1234 5678", "+390612345678"),
        ("00 00 00 00 00", ""),
    ],
)
def test_ce_que_les_gens_tapent(tape, range_):
    assert lire(tape) == range_
    assert len(range_) <= 20


@pytest.mark.parametrize(
    "tape",
    [
        "0639",
        "06 39 98 12 34 / 01 99 00 12 34",
        "06 39 98 12 34 poste 12",
        "le soir",
        "+32 47",
        "?",
        "06 39 98 12 3²",
        "²",
    ],
)
def test_ce_qui_n_est_pas_un_numero(tape):
    with pytest.raises(NumeroDouteux):
        lire(tape)


@pytest.mark.parametrize(
    ("range_", "lisible"),
    [
        ("0639981234", "06 39 98 12 34"),
        ("+32470123456", "+32 470 12 34 56"),
        ("+68987123456", "+689 87 12 34 56"),
        ("12", "12"),
        ("+", "+"),
        ("voir avec la tante", "voir avec la tante"),
    ],
)
def test_comme_on_le_lit(range_, lisible):
    assert ecrire(range_) == lisible


francais = st.from_regex(r"0[1-7][0-9]{8}", fullmatch=True).filter(lambda n: n.strip("0"))
etrangers = st.sampled_from(["+32470", "+68987", "+41791", "+21355"]).flatmap(
    lambda debut: st.integers(100_000, 999_999).map(lambda suite: f"{debut}{suite}")
)
SEPARATEURS = st.sampled_from(["", " ", ".", "-", "\u00a0", "\u202f", "  "])


@given(st.data(), francais)
def test_un_numero_francais_ecrit_au_hasard_se_range_toujours_pareil(data, numero):
    debut = data.draw(st.sampled_from(["0", "+33", "+33 (0)", "0033", "+33 0", "(0)"]))
    tape = debut + "".join(data.draw(SEPARATEURS) + chiffre for chiffre in numero[1:])
    assert lire(tape) == numero


@given(st.data(), etrangers)
def test_un_numero_etranger_ecrit_au_hasard_se_range_toujours_pareil(data, numero):
    debut = data.draw(st.sampled_from(["+", "00", "00 ", "+ "]))
    tape = debut + "".join(data.draw(SEPARATEURS) + chiffre for chiffre in numero[1:])
    assert lire(tape) == numero


@given(st.one_of(francais, etrangers))
def test_ce_qui_s_affiche_se_retape(numero):
    assert lire(ecrire(numero)) == numero
    assert telephone(ecrire(numero)) == numero
