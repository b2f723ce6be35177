"""Les ID_PRV_* : denses, stables, au plus 99999, et jamais celui que SIECLE a donné à un autre."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dossiersco.dossiers.models import Eleve, Personne
from dossiersco.echanges import lecteurs
from dossiersco.echanges.actions import ImportRefuse
from dossiersco.echanges.numeros import MAXIMUM, Numeros, PlusDeNumero
from dossiersco.echanges.tests.depots import deposer, deposer_eleves, deposer_responsables
from dossiersco.siecle.tests.exports_fictifs import (
    eleve,
    fichier_eleves,
    fichier_responsables,
    lien,
    ouvrir,
    personne,
)


def attribuer(souhaits, **options):
    donneur = Numeros(**options)
    return [donneur.attribuer(souhait) for souhait in souhaits]


def test_sans_souhait_ils_se_suivent():
    assert attribuer(["", "", ""], pris=[]) == [1, 2, 3]


def test_celui_de_siecle_est_repris_s_il_est_libre():
    assert attribuer(["7", "", "7"], pris=[1]) == [7, 2, 3]


@pytest.mark.parametrize("impossible", ["0", "100000", "-3", "douze", "1.5", " 4"])
def test_un_souhait_impossible_est_ignore(impossible):
    assert attribuer([impossible], pris=[]) == [1]


def test_un_numero_reserve_n_est_donne_qu_a_qui_le_demande():
    assert attribuer(["", "1", ""], pris=[], reserves=[1, 2]) == [3, 1, 4]


def test_jamais_au_dela_du_maximum():
    with pytest.raises(PlusDeNumero):
        attribuer([""], pris=range(1, MAXIMUM + 1))


@pytest.mark.django_db
@pytest.mark.parametrize(
    "fichier",
    [
        fichier_eleves(eleve("1"), eleve("2", PRENOM="Noa", ID_NATIONAL=None)),
        fichier_responsables([personne("501"), personne("502")]),
    ],
)
def test_trop_d_eleves_ou_d_adultes_refusent_l_import_d_une_phrase(campagne, monkeypatch, fichier):
    monkeypatch.setattr("dossiersco.echanges.numeros.MAXIMUM", 1)
    with pytest.raises(ImportRefuse, match="SIECLE ne numérote pas au-delà"):
        deposer(campagne, fichier)
    assert not Eleve.objects.exists() and not Personne.objects.exists()


@given(
    st.lists(st.one_of(st.just(""), st.integers(-5, 40).map(str)), max_size=40),
    st.sets(st.integers(1, 40)),
    st.sets(st.integers(1, 40)),
)
def test_ils_ne_se_repetent_pas_et_restent_bas(souhaits, pris, reserves):
    donnes = attribuer(souhaits, pris=pris, reserves=reserves)
    assert len(set(donnes)) == len(donnes)
    assert not set(donnes) & pris
    assert all(1 <= numero <= len(souhaits) + 80 for numero in donnes)


def test_les_numeros_d_un_fichier_sont_ceux_que_siecle_pourrait_donner():
    souhaits = ["7", " 12 ", "", "123456", "-3", "\u0663", "1.5"]
    fiches = [eleve(str(rang), ID_PRV_ELE=lu) for rang, lu in enumerate(souhaits)]
    assert lecteurs.numeros(ouvrir(fichier_eleves(*fiches, encodage="UTF-8"))) == {7, 12}


@pytest.mark.django_db
def test_un_nouveau_ne_prend_pas_le_numero_d_un_eleve_qui_vient_plus_loin(campagne):
    deposer_eleves(
        campagne,
        eleve("1", ID_NATIONAL=None),
        eleve("2", ID_NATIONAL=None, PRENOM="Noa", ID_PRV_ELE="1"),
    )
    assert dict(Eleve.objects.values_list("id_siecle", "id_prv")) == {"1": 2, "2": 1}


@pytest.mark.django_db
def test_ni_celui_d_une_personne(campagne):
    deposer_eleves(campagne, eleve("1"))
    deposer_responsables(
        campagne,
        [personne("501"), personne("502", ID_PRV_PER="1")],
        [lien("1", "501"), lien("1", "502")],
    )
    assert dict(Personne.objects.values_list("id_siecle", "id_prv")) == {"501": 2, "502": 1}


@pytest.mark.django_db
def test_ils_ne_changent_plus_ensuite(campagne):
    deposer_eleves(campagne, eleve("1"), eleve("2", PRENOM="Noa", ID_NATIONAL=None))
    avant = dict(Eleve.objects.values_list("id_siecle", "id_prv"))
    deposer_eleves(campagne, eleve("2", PRENOM="Noa", ID_NATIONAL=None, ID_PRV_ELE="40"))
    assert dict(Eleve.objects.values_list("id_siecle", "id_prv")) == avant == {"1": 1, "2": 2}
