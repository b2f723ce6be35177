import pytest

from dossiersco.socle.francais import de


@pytest.mark.parametrize(
    ("nom", "attendu"),
    [
        ("Diego", "de Diego"),
        ("Inès", "d’Inès"),
        ("Émile BAYRAM", "d’Émile BAYRAM"),
        ("Œdipe", "d’Œdipe"),
        ("Yves", "d’Yves"),
        ("Yanis", "de Yanis"),
        ("Hamza", "de Hamza"),
        ("", "de "),
    ],
)
def test_de_s_elide_devant_une_voyelle(nom, attendu):
    assert de(nom) == attendu
