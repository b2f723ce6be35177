from hypothesis import given
from hypothesis import strategies as st

from dossiersco.echanges.cles import Ensemble, Index

CLES = st.integers(0, 10_000) | st.integers(0, 2**62)


@given(st.sets(CLES), st.sets(CLES))
def test_un_ensemble_ne_contient_que_ce_qu_on_y_met(mises, autres):
    ensemble = Ensemble(mises)
    assert all(cle in ensemble for cle in mises)
    assert not any(cle in ensemble for cle in autres - mises)
    ensemble.ajouter(*autres)
    assert all(cle in ensemble for cle in mises | autres)


def test_le_dernier_pose_l_emporte_et_sans_identifiant_rien_n_est_pose():
    index = Index([("12", 3), (None, 4)])
    index.poser([("12", 2**62), ("", 5)])
    assert (index.get("12"), index.get(""), index.get("13")) == (2**62, 5, None)
    assert "12" in index and "13" not in index
