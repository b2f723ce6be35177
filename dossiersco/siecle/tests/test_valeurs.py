"""Comparer, lire et rendre écrivable : variantes 34, 40, 55, 62 et 63."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dossiersco.siecle.valeurs import (
    CaractereImpossible,
    booleen,
    comparable,
    date_fr,
    departement,
    representable,
    telephone,
)


@pytest.mark.parametrize(
    ("texte", "lue"),
    [
        ("29/02/2024", date(2024, 2, 29)),
        ("31/12/9999", date(9999, 12, 31)),
        ("29/02/2023", None),
        ("2014-03-12", None),
        ("12/03/14", None),
        ("1/3/2014", None),
        ("00/01/2014", None),
        ("01/01/0000", None),
        ("", None),
        ("12/03/2014 ", None),
        ("١٢/٠٣/٢٠١٤", None),
    ],
)
def test_une_date_est_jj_mm_aaaa_et_existe(texte, lue):
    assert date_fr(texte) == lue


@pytest.mark.parametrize(
    ("texte", "lu"),
    [("1", "1"), ("true", "1"), ("O", "1"), ("0", "0"), ("False", "0"), ("n", "0"), ("2", None)],
)
def test_un_booleen_a_plusieurs_graphies(texte, lu):
    assert booleen(texte) == lu


@pytest.mark.parametrize(
    ("ecrit", "lu"),
    [
        ("06 39 98 12 34", "0639981234"),
        ("06.39.98.12.34", "0639981234"),
        ("+33639981234", "0639981234"),
        ("0033639981234", "0639981234"),
        ("+33 (0)6 39 98 12 34", "0639981234"),
        ("639981234", "0639981234"),
        ("+32 2 555 12 12", "+3225551212"),
        ("0032 2 555 12 12", "+3225551212"),
        ("00 00 00 00 00", ""),
        ("", ""),
        ("liste  rouge", "liste rouge"),
        ("06 39 98 12 34 (soir)", "06 39 98 12 34 (soir)"),
        ("3639", "3639"),
    ],
)
def test_un_telephone_a_une_seule_forme(ecrit, lu):
    assert telephone(ecrit) == lu
    assert comparable("TEL_PORTABLE", ecrit) == lu


@given(st.text(alphabet="0123456789+ .()abc", max_size=25))
def test_normaliser_un_telephone_deux_fois_ne_change_plus_rien(texte):
    assert telephone(telephone(texte)) == telephone(texte)


@pytest.mark.parametrize(
    ("ecrit", "lu"),
    [
        ("75", "075"),
        ("075", "075"),
        ("2A", "02A"),
        ("02a", "02A"),
        ("620", "02A"),
        ("720", "02B"),
        ("974", "974"),
    ],
)
def test_un_departement_a_trois_caracteres(ecrit, lu):
    assert departement(ecrit) == lu
    assert comparable("CODE_DEPARTEMENT_NAISS", ecrit) == lu


@pytest.mark.parametrize(
    ("balise", "une", "autre"),
    [
        ("NOM_DE_FAMILLE", "d’Almeida", "D'ALMEIDA"),
        ("PRENOM", "  Jean  Marc ", "JEAN MARC"),
        ("PRENOM2", "E\u0301lodie", "Élodie"),
        ("MEL", " A@Exemple.FR", "a@exemple.fr"),
        ("EMAIL", "A@Exemple.FR", "a@exemple.fr"),
        ("DATE_NAISS", date(2014, 3, 2), "02/03/2014"),
        ("DOUBLEMENT", True, "1"),
        ("HEBERGE_ELEVE", False, "false"),
        ("NOM_USAGE", None, ""),
        ("CODE_MEF", " 10110001110 ", "10110001110"),
        ("VILLE_NAISS", "PARIS 17E  ARRONDISSEMENT", "PARIS 17E\u00a0ARRONDISSEMENT"),
        ("NUM_OPTION", 1, "1"),
        ("ADRESSE", {}, None),
        (
            "ADRESSE",
            {"LIGNE1_ADRESSE": "1 RUE", "LIGNE2_ADRESSE": ""},
            {"LIGNE1_ADRESSE": "1  RUE "},
        ),
        ("ADRESSE", {"A": "1", "B": "2"}, {"B": "2", "A": "1"}),
        ("OPTIONS", [], ""),
        (
            "OPTIONS",
            [{"NUM_OPTION": "2"}, {"NUM_OPTION": "1"}],
            [{"NUM_OPTION": 1}, {"NUM_OPTION": 2}],
        ),
        ("OPTIONS", [{"NUM_OPTION": "1"}, {}], [{"NUM_OPTION": "1"}]),
    ],
)
def test_deux_facons_de_dire_la_meme_chose_sont_egales(balise, une, autre):
    assert comparable(balise, une) == comparable(balise, autre)


@pytest.mark.parametrize(
    ("balise", "une", "autre"),
    [
        ("PRENOM", "Élodie", "Elodie"),
        ("CODE_STATUT", "st", "ST"),
        ("CODE_RNE", "05", "5"),
        ("TEL_PORTABLE", "0639981234", "0639981235"),
        ("DOUBLEMENT", "", "0"),
        ("ADRESSE", {"A": "1"}, {"A": "2"}),
        ("OPTIONS", [{"NUM_OPTION": "1"}], [{"NUM_OPTION": "1"}, {"NUM_OPTION": "1"}]),
    ],
)
def test_deux_choses_differentes_restent_differentes(balise, une, autre):
    assert comparable(balise, une) != comparable(balise, autre)


@given(st.text(), st.sampled_from(["PRENOM", "MEL", "TEL_PORTABLE", "DOUBLEMENT", "CODE_MEF"]))
def test_comparer_une_forme_canonique_la_laisse_telle_quelle(texte, balise):
    canonique = comparable(balise, texte)
    assert comparable(balise, canonique) == canonique


@pytest.mark.parametrize(
    ("texte", "ecrit"),
    [
        ("Cœur d’été…", "Cœur d'été..."),
        ("Łukasz Michał", "Lukasz Michal"),
        ("Mihaïl Țepeș", "Mihaïl Tepes"),
        ("Nguyễn", "Nguyên"),
        ("10–12 — A", "10-12 - A"),
        ("«\u00a0ok\u00a0» 12 €", "\u00ab ok \u00bb 12 €"),
        ("\u00abok\u202f!\u00bb", "\u00abok !\u00bb"),
        ("“oui”", '"oui"'),
        ("e\u0301", "é"),
        ("\ufb01n ½", "fin 1/2"),
        ("ＡＢＣ", "ABC"),
        ("a\u200bb", "ab"),
    ],
)
def test_un_texte_devient_ecrivable_en_iso_8859_15(texte, ecrit):
    assert representable(texte) == ecrit


@pytest.mark.parametrize("caractere", ["Д", "王", "😀", "ש"])
def test_une_lettre_d_un_autre_alphabet_est_refusee_et_nommee(caractere):
    with pytest.raises(CaractereImpossible, match=caractere) as erreur:
        representable(f"Anna {caractere}")
    assert erreur.value.caractere == caractere


@given(st.text())
def test_ce_qui_est_rendu_s_ecrit_toujours(texte):
    try:
        rendu = representable(texte)
    except CaractereImpossible:
        return
    rendu.encode("iso-8859-15")
    assert representable(rendu) == rendu
