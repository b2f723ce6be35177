"""Une personne : ce qui part tel que lu, ce qui bloque."""

import pytest

from dossiersco.siecle import preparation
from dossiersco.siecle.schema_import import Schema
from dossiersco.siecle.tests.test_preparation_exemples import (
    MERE,
    codes,
    photo,
    preparer_personne,
)


def test_une_personne_est_renvoyee_telle_que_lue_dans_les_balises_d_import() -> None:
    bloc = preparer_personne().bloc
    assert bloc is not None
    adresse = bloc.pop("ADRESSE")
    assert {balise: valeur for balise, valeur in bloc.items() if valeur} == {
        "ID_PRV_PER": "1",
        "CODE_CIVILITE": "2",
        "NOM_DE_FAMILLE": "DIALLO",
        "NOM_USAGE": "MARTIN",
        "PRENOM": "Aïssata",
        "CODE_PROFESSION": "43",
        "TEL_PORTABLE": "0639980011",
        "TEL_PROFESSIONNEL": "+33199001122",
        "ACCEPTE_SMS": "false",
        "EMAIL": "aissata@exemple.fr",
        "COMMUNICATION_ADRESSE": "true",
    }
    assert adresse["LL_POSTAL"] == "LILLE  CEDEX"


def test_un_telephone_garde_ses_chiffres_meme_sans_zero_de_tete() -> None:
    bloc = preparer_personne(TEL_PORTABLE="639 98 00 11").bloc
    assert bloc is not None and bloc["TEL_PORTABLE"] == "639980011"


@pytest.mark.parametrize("civilite", [None, "", "3", "M."])
def test_une_civilite_inconnue_bloque(civilite: str | None) -> None:
    assert codes(preparer_personne(CODE_CIVILITE=civilite)) == ["CIVIL"]


@pytest.mark.parametrize("balise", ["NOM_DE_FAMILLE", "PRENOM"])
def test_sans_nom_ou_sans_prenom_une_personne_est_bloquee(balise: str) -> None:
    assert codes(preparer_personne(**{balise: None})) == ["ELNOM"]


def test_un_nom_d_usage_egal_au_nom_de_famille_ne_part_pas() -> None:
    bloc = preparer_personne(NOM_USAGE="Diallo").bloc
    assert bloc is not None and bloc["NOM_USAGE"] == ""


def test_une_profession_absente_devient_99() -> None:
    bloc = preparer_personne(CODE_PROFESSION=None).bloc
    assert bloc is not None and bloc["CODE_PROFESSION"] == "99"


@pytest.mark.parametrize("profession", ["73", "76", "30", "4"])
def test_une_profession_que_siecle_refuse_bloque_et_se_demande(profession: str) -> None:
    prepare = preparer_personne(CODE_PROFESSION=profession)
    assert codes(prepare) == ["PEPCS"]
    assert "par la famille" in prepare.blocages[0].message


def test_l_aide_sociale_a_l_enfance_part_avec_la_profession_99() -> None:
    prepare = preparation.personne(photo(MERE), 1, Schema.COMMUN, parentes={"51"})
    assert prepare.bloc is not None and prepare.bloc["CODE_PROFESSION"] == "99"
    assert len(prepare.avis) == 1


@pytest.mark.parametrize("mel", ["-awa@exemple.fr", "awa", "awa@exemple.fr;papa@exemple.fr"])
def test_un_mel_douteux_part_tel_que_lu_avec_un_avis(mel: str) -> None:
    prepare = preparer_personne(MEL=mel)
    assert prepare.bloc is not None and prepare.bloc["EMAIL"] == mel
    assert len(prepare.avis) == 1


@pytest.mark.parametrize(
    ("balise", "valeur"),
    [
        ("NOM_DE_FAMILLE", "D" * 101),
        ("TEL_PORTABLE", "0" * 21),
        ("PRENOM", "Łucja"),
        ("ACCEPTE_SMS", "peut-être"),
    ],
)
def test_une_valeur_que_le_fichier_ne_peut_porter_bloque_la_fiche_seule(
    balise: str, valeur: str
) -> None:
    prepare = preparer_personne(**{balise: valeur})
    assert codes(prepare) == ["FORMAT"]
    assert balise in prepare.blocages[0].message


@pytest.mark.parametrize(
    ("schema", "personne_id", "attendu"),
    [
        (Schema.V4_0, "1651077", "1651077"),
        (Schema.V4_0, "0001", "1"),
        (Schema.V4_0, "P12", ""),
        (Schema.V4_0, "", ""),
        (Schema.V3_1, "1651077", ""),
        (Schema.COMMUN, "1651077", ""),
    ],
)
def test_la_cle_de_siecle_n_est_rendue_qu_en_4_0_et_numerique(
    schema: Schema, personne_id: str, attendu: str
) -> None:
    prepare = preparation.personne(photo(MERE), 1, schema, personne_id=personne_id)
    assert prepare.bloc is not None and prepare.bloc["ID_SIECLE_PER"] == attendu
