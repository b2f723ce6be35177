import pytest

from dossiersco.etablissements.uai import est_valable


def test_un_uai_porte_sa_lettre_cle():
    assert est_valable("0590181B")


@pytest.mark.parametrize(
    "faux", ["", "0590181", "0590181C", "0590181b", "05901810B", "O590181B", "059018 B"]
)
def test_un_uai_faux_est_refuse(faux):
    assert not est_valable(faux)
