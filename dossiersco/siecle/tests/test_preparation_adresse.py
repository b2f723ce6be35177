"""L'adresse : quatre lignes telles que lues, une commune, un pays."""

import pytest

from dossiersco.siecle.lus import Photo
from dossiersco.siecle.tests.test_preparation_exemples import (
    ADRESSE,
    codes,
    photo,
    preparer_personne,
)

A_TOURNAI: Photo = {
    "LIGNE1_ADRESSE": "Rue Inventée 3",
    "COMMUNE_ETRANGERE": "7500 TOURNAI",
    "CODE_PAYS": "131",
}


def test_les_quatre_lignes_et_le_libelle_postal_partent_tels_que_lus() -> None:
    lignes = {f"LIGNE{rang}_ADRESSE": f"ligne {rang}" for rang in range(1, 5)}
    bloc = preparer_personne(ADRESSE={**ADRESSE, **lignes}).bloc
    assert bloc is not None
    assert bloc["ADRESSE"] == {
        **lignes,
        "CODE_POSTAL": "59000",
        "LL_POSTAL": "LILLE  CEDEX",
        "CODE_PAYS": "100",
    }


def test_une_adresse_a_l_etranger_part_avec_sa_commune() -> None:
    bloc = preparer_personne(ADRESSE=A_TOURNAI).bloc
    assert bloc is not None and bloc["ADRESSE"] == A_TOURNAI


@pytest.mark.parametrize("adresse", [None, {}, {"ADRESSE_ID": "12", "LL_PAYS": "FRANCE"}])
def test_sans_adresse_connue_la_personne_part_quand_meme(adresse: Photo | None) -> None:
    bloc = preparer_personne(ADRESSE=adresse).bloc
    assert bloc is not None and bloc["ADRESSE"] == {}


def test_une_adresse_sans_pays_bloque() -> None:
    assert codes(preparer_personne(ADRESSE=photo(ADRESSE, CODE_PAYS=None))) == ["ADRES_PAYS"]


@pytest.mark.parametrize("balise", ["CODE_POSTAL", "LIBELLE_POSTAL"])
def test_une_commune_incomplete_bloque(balise: str) -> None:
    incomplete = photo(ADRESSE, **{balise: None})
    assert codes(preparer_personne(ADRESSE=incomplete)) == ["ADRES_COMMUNE"]


def test_une_commune_etrangere_notee_en_france_part_telle_que_lue() -> None:
    bloc = preparer_personne(ADRESSE={**A_TOURNAI, "CODE_PAYS": "100"}).bloc
    assert bloc is not None and bloc["ADRESSE"]["COMMUNE_ETRANGERE"] == "7500 TOURNAI"


def test_le_code_postal_d_une_adresse_etrangere_ne_tient_pas_et_un_avis_le_dit() -> None:
    prepare = preparer_personne(ADRESSE={**A_TOURNAI, "CODE_POSTAL": "07500"})
    assert prepare.bloc is not None and "CODE_POSTAL" not in prepare.bloc["ADRESSE"]
    assert "07500" in prepare.avis[0]


def test_la_boite_postale_ne_se_transporte_pas_et_un_avis_le_dit() -> None:
    prepare = preparer_personne(ADRESSE={**ADRESSE, "BOITE_POSTALE": "BP 12"})
    assert "BP 12" in prepare.avis[0]
