import pytest
from hypothesis import given
from hypothesis import strategies as st

from dossiersco.siecle import reserve
from dossiersco.siecle.reserve import Cahier, Reserve, Vus

CLES = st.text(max_size=3)


@pytest.fixture(autouse=True)
def _petite(monkeypatch):
    monkeypatch.setattr(reserve, "GARDES", 3)
    monkeypatch.setattr(reserve, "LIGNES_GARDEES", 7)
    monkeypatch.setattr(reserve, "PAGE", 3)


@given(st.lists(st.tuples(CLES, st.text(max_size=5)), max_size=30))
def test_une_reserve_est_un_dictionnaire(poses):
    reserve, attendus = Reserve(), {}
    for cle, texte in poses:
        reserve.poser(cle, texte)
        attendus[cle] = texte
        assert reserve.lire(cle) == texte
    assert {cle: reserve.lire(cle) for cle in attendus} == attendus
    assert list(reserve) == list(attendus)
    assert "jamais posée" not in reserve and reserve.lire("jamais posée") is None


@given(st.lists(CLES, max_size=30))
def test_on_ne_voit_qu_une_fois_la_premiere_fois(cles):
    vus = Vus()
    premieres = [cle for cle in cles if vus.voir(cle)]
    assert premieres == list(dict.fromkeys(cles)) == list(vus)
    assert all(cle in vus for cle in cles) and "jamais vue" not in vus


@given(st.lists(st.lists(st.text(max_size=5), max_size=3), max_size=30))
def test_un_cahier_se_relit_dans_l_ordre_autant_de_fois_qu_on_veut(notes):
    cahier = Cahier()
    for note in notes:
        cahier.noter(note)
    une, autre = iter(cahier), iter(cahier)
    assert list(zip(une, autre, strict=True)) == list(zip(notes, notes, strict=True))
