"""Les responsables d'un élève : aucun lien perdu, deux légaux au plus."""

import pytest

from dossiersco.siecle.schema_import import Schema
from dossiersco.siecle.tests.test_preparation_exemples import codes, lien, preparer_eleve


def _responsables(*liens, schema=Schema.COMMUN):
    prepare = preparer_eleve(*liens, schema=schema)
    assert prepare.bloc is not None
    return prepare.bloc["RESPONSABLES_ELEVE"], prepare.avis


def test_le_niveau_dit_la_balise() -> None:
    bloc, _ = _responsables(
        lien(1), lien(2, NIVEAU_RESPONSABILITE="2"), lien(3, NIVEAU_RESPONSABILITE="3")
    )
    ids = {balise: [lien["ID_PRV_PER"] for lien in liens] for balise, liens in bloc.items()}
    assert ids == {"LEGAL": ["1"], "PERSONNE_EN_CHARGE": ["2"], "CONTACT": ["3"]}


def test_tout_ce_que_dit_un_lien_legal_part_tel_que_lu() -> None:
    bloc, _ = _responsables(lien(4))
    assert bloc["LEGAL"] == [
        {
            "ID_PRV_PER": "4",
            "CODE_PARENTE": "10",
            "PAIE_FRAIS_SCOLAIRES": "true",
            "HEBERGE_ELEVE": "true",
            "PERCOIT_LES_AIDES": "true",
            "A_CONTACTER_EN_PRIORITE": "false",
        }
    ]


def test_un_contact_n_a_que_sa_parente() -> None:
    bloc, _ = _responsables(lien(1), lien(2, NIVEAU_RESPONSABILITE="3"))
    assert bloc["CONTACT"] == [{"ID_PRV_PER": "2", "CODE_PARENTE": "10"}]


@pytest.mark.parametrize(("schema", "present"), [(Schema.COMMUN, False), (Schema.V4_0, True)])
def test_les_aides_d_une_personne_en_charge_ne_partent_qu_en_4_0(
    schema: Schema, present: bool
) -> None:
    bloc, _ = _responsables(lien(1), lien(2, NIVEAU_RESPONSABILITE="2"), schema=schema)
    assert ("PERCOIT_LES_AIDES" in bloc["PERSONNE_EN_CHARGE"][0]) is present


def test_deux_meres_restent_deux_responsables_legales() -> None:
    bloc, _ = _responsables(lien(1), lien(2))
    assert [legal["CODE_PARENTE"] for legal in bloc["LEGAL"]] == ["10", "10"]


def test_au_dela_de_deux_legaux_les_liens_restent_tous() -> None:
    rien = {"A_CONTACTER_EN_PRIORITE": "0", "HEBERGE_ELEVE": "0", "PAIE_FRAIS_SCOLAIRES": "0"}
    bloc, avis = _responsables(
        lien(1, **rien, nom="TRAORE Ali"),
        lien(2, **{**rien, "PAIE_FRAIS_SCOLAIRES": "1"}),
        lien(3, **{**rien, "A_CONTACTER_EN_PRIORITE": "1"}),
        lien(4, **{**rien, "HEBERGE_ELEVE": "1"}, nom="DIALLO Awa"),
    )
    assert [legal["ID_PRV_PER"] for legal in bloc["LEGAL"]] == ["3", "4"]
    assert [autre["ID_PRV_PER"] for autre in bloc["PERSONNE_EN_CHARGE"]] == ["2", "1"]
    assert len(avis) == 2 and "TRAORE Ali" in avis[1]


def test_sans_responsable_legal_l_eleve_est_bloque() -> None:
    assert codes(preparer_eleve(lien(1, NIVEAU_RESPONSABILITE="3"))) == ["SANS_LEGAL"]


@pytest.mark.parametrize("parente", [None, "", "1", "100"])
def test_une_parente_qui_n_a_pas_deux_caracteres_bloque(parente: str | None) -> None:
    prepare = preparer_eleve(lien(1), lien(2, CODE_PARENTE=parente, nom="TRAORE Ali"))
    assert codes(prepare) == ["PAREN"]
    assert "TRAORE Ali" in prepare.blocages[0].message


@pytest.mark.parametrize("niveau", [None, "0", "9"])
def test_un_niveau_de_responsabilite_inconnu_bloque(niveau: str | None) -> None:
    assert codes(preparer_eleve(lien(1), lien(2, NIVEAU_RESPONSABILITE=niveau))) == ["NIVEAU"]


def test_la_meme_personne_deux_fois_pour_un_eleve_bloque() -> None:
    assert codes(preparer_eleve(lien(1), lien(1, NIVEAU_RESPONSABILITE="3"))) == ["DEUX_FOIS"]


def test_ne_pas_savoir_qui_heberge_vaut_non_et_un_avis_le_dit() -> None:
    bloc, avis = _responsables(lien(1, HEBERGE_ELEVE=None), lien(2, HEBERGE_ELEVE=None))
    assert [legal["HEBERGE_ELEVE"] for legal in bloc["LEGAL"]] == ["false", "false"]
    assert len(avis) == 1
