import pytest
from hypothesis import given
from hypothesis import strategies as st

from dossiersco.siecle import reserve
from dossiersco.siecle.reserve import Cahier, Empreintes, Premiers, Reserve

CLES = st.text(max_size=3)


@pytest.fixture(autouse=True)
def _petite(monkeypatch):
    monkeypatch.setattr(reserve, "GARDES", 3)
    monkeypatch.setattr(reserve, "PAGE", 2)


@given(st.lists(st.tuples(CLES, st.text(max_size=5)), max_size=30))
def test_une_reserve_est_un_dictionnaire(poses):
    reserve, attendus = Reserve(), {}
    for cle, texte in poses:
        reserve.poser(cle, texte)
        attendus[cle] = texte
        assert reserve.lire(cle) == texte
    assert {cle: reserve.lire(cle) for cle in attendus} == attendus
    assert list(reserve) == sorted(attendus)
    assert "jamais posée" not in reserve and reserve.lire("jamais posée") is None


def empreintes(cles):
    prises = Empreintes()
    for cle in cles:
        prises.noter(cle)
    return prises


@pytest.fixture(params=[hash, len], ids=["au hasard", "qui se heurtent"])
def _empreinte(request, monkeypatch):
    """Même si des clés différentes ont la même empreinte, « la première fois » reste exact."""
    monkeypatch.setattr(reserve, "hash", request.param, raising=False)


@pytest.mark.usefixtures("_empreinte")
@given(st.lists(CLES, max_size=30))
def test_on_ne_voit_qu_une_fois_la_premiere_fois(cles):
    premiers = Premiers(empreintes(cles))
    assert [cle for cle in cles if premiers.voir(cle)] == list(dict.fromkeys(cles))


@given(st.lists(CLES, max_size=30), st.lists(CLES, max_size=30))
def test_des_empreintes_disent_ce_qui_manque_et_ce_qui_revient(unes, autres):
    prises = empreintes(unes)
    assert prises.couvre(empreintes(autres)) == (set(autres) <= set(unes))
    assert [cle in prises for cle in autres] == [cle in unes for cle in autres]
    prises.noter("de plus")
    assert "de plus" in prises
    assert prises.repetees() == {hash(cle) for cle in unes if unes.count(cle) > 1}


@pytest.mark.usefixtures("_empreinte")
def test_ce_qui_est_sur_le_disque_s_y_retrouve_et_le_reste_non():
    gardee = Reserve()
    for rang in range(50):
        gardee.poser(f"cle {rang}", {"rang": rang})
    assert [gardee.lire(f"cle {rang}") for rang in range(50)] == [{"rang": r} for r in range(50)]
    assert not any(f"autre {rang}" in gardee for rang in range(50))


@given(st.lists(st.lists(st.text(max_size=5), max_size=3), max_size=30))
def test_un_cahier_se_relit_dans_l_ordre_autant_de_fois_qu_on_veut(notes):
    cahier = Cahier()
    for note in notes:
        cahier.noter(note)
    une, autre = iter(cahier), iter(cahier)
    assert list(zip(une, autre, strict=True)) == list(zip(notes, notes, strict=True))
