"""Des noms de fichiers sûrs, lisibles, et tous différents."""

import pytest

from dossiersco.listes.noms import AU_PLUS, Noms, lisible


@pytest.mark.parametrize(
    ("texte", "nom"),
    [
        ("RIB", "RIB"),
        ("6A - LE GALL Zoé", "6A - LE GALL Zoé"),
        ("../../etc/passwd", "etc passwd"),
        ("C:\\Windows\\system32", "C Windows system32"),
        ('Quoi ? "<oui>" | *non*', "Quoi oui non"),
        ("Attestation.", "Attestation"),
        (" . ", "sans nom"),
        ("", "sans nom"),
        ("con", "_con"),
        ("AUX.pdf", "_AUX.pdf"),
        ("LPT¹", "_LPT¹"),
        ("Constance", "Constance"),
        ("un\nsaut\tet\x00zéro", "un saut et zéro"),
        ("facture\u202efdp.exe", "facture fdp.exe"),
        ("Zoe\u0301", "Zoé"),
    ],
)
def test_un_nom_se_lit_et_s_ecrit_partout(texte, nom):
    assert lisible(texte) == nom


def test_un_nom_tres_long_se_coupe_sans_casser_une_lettre():
    coupe = lisible("é" * 300)
    assert coupe == "é" * (AU_PLUS // 2)


def test_deux_fichiers_n_ont_jamais_le_meme_nom_a_la_casse_pres():
    noms = Noms("index.csv")
    chemins = [noms.neuf(voulu, dans="RIB", extension=".pdf") for voulu in ("Ana", "ANA", "Ana")]
    assert chemins == ["RIB/Ana.pdf", "RIB/ANA (2).pdf", "RIB/Ana (3).pdf"]
    assert noms.neuf("INDEX.CSV") == "INDEX.CSV (2)"
