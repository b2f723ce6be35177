"""Un élève : identité, naissance, scolarités, sortie."""

from dataclasses import replace
from datetime import date

import pytest

from dossiersco.siecle import preparation
from dossiersco.siecle.schema_import import Schema
from dossiersco.siecle.tests.test_preparation_exemples import (
    CONTEXTE,
    ELEVE,
    SIXIEME,
    codes,
    lien,
    photo,
    preparer_eleve,
)


def _bloc(**changements):
    bloc = preparer_eleve(**changements).bloc
    assert bloc is not None
    return bloc


def test_un_eleve_est_renvoye_tel_que_lu_dans_les_balises_d_import() -> None:
    bloc = _bloc()
    simples = {balise: valeur for balise, valeur in bloc.items() if valeur and type(valeur) is str}
    assert simples == {
        "ID_PRV_ELE": "7",
        "ID_NATIONAL": "012345678AB",
        "NOM_DE_FAMILLE": "DIALLO",
        "PRENOM": "Awa",
        "PRENOM2": "Zoé",
        "PRENOM3": "Fatou",
        "CODE_PAYS_NAT": "100",
        "DATE_NAISS": "2012-02-29",
        "CODE_SEXE": "2",
        "CODE_PAYS": "100",
        "CODE_COMMUNE_INSEE_NAISS": "59350",
        "DATE_ENTREE": "2025-09-02",
        "TEL_PORTABLE": "0639980022",
        "ACCEPTE_SMS": "true",
        "EMAIL": "awa@exemple.fr",
        "ADHESION_TRANSPORT": "true",
        "CODE_REGIME": "25",
        "DOUBLEMENT": "true",
    }


@pytest.mark.parametrize(
    ("balise", "code"),
    [
        ("NOM_DE_FAMILLE", "ELNOM"),
        ("PRENOM", "ELNOM"),
        ("DATE_NAISS", "DNAIS"),
        ("CODE_SEXE", "CSEXE"),
        ("CODE_PAYS_NAT", "ELNAT"),
        ("CODE_PAYS", "LNAIS_PAYS"),
        ("CODE_REGIME", "REGIM"),
        ("DOUBLEMENT", "DOUBL"),
        ("CODE_PROVENANCE", "PROVE"),
        ("SCOLARITE_AN_DERNIER", "HETAB"),
        ("CODE_MEF", "ACMEF"),
    ],
)
def test_ce_que_siecle_exige_et_que_personne_n_a_dit_bloque(balise: str, code: str) -> None:
    prepare = preparer_eleve(**{balise: None})
    assert codes(prepare) == [code]
    assert prepare.blocages[0].message.endswith(".")


def test_une_adhesion_au_transport_absente_vaut_non() -> None:
    assert _bloc(ADHESION_TRANSPORT=None)["ADHESION_TRANSPORT"] == "false"


def test_une_date_impossible_bloque_la_fiche() -> None:
    assert codes(preparer_eleve(DATE_NAISS="31/02/2012")) == ["FORMAT"]
    assert codes(preparer_eleve(DATE_ENTREE="2025-09-02")) == ["FORMAT"]


@pytest.mark.parametrize("ine", ["1234", "012345678ABC", "0123456-8AB"])
def test_un_ine_mal_forme_ne_part_pas(ine: str) -> None:
    prepare = preparer_eleve(ID_NATIONAL=ine)
    assert prepare.bloc is not None and prepare.bloc["ID_NATIONAL"] == ""
    assert len(prepare.avis) == 1


def test_un_nouvel_eleve_sans_ine_part() -> None:
    assert _bloc(ID_NATIONAL=None)["ID_NATIONAL"] == ""


@pytest.mark.parametrize(("schema", "envoye"), [(Schema.V3_1, True), (Schema.COMMUN, False)])
def test_l_ine_rnie_ne_part_qu_en_3_1(schema: Schema, envoye: bool) -> None:
    assert ("INE_RNIE" in _bloc(schema=schema, INE_RNIE="070000001AA")) is envoye


def test_la_cle_de_siecle_est_rendue_en_4_0() -> None:
    prepare = preparation.eleve(
        photo(ELEVE), 7, (lien(),), CONTEXTE, Schema.V4_0, eleve_id="0008812"
    )
    assert prepare.bloc is not None and prepare.bloc["ID_SIECLE_ELE"] == "8812"


# ─── Naissance ─────────────────────────────────────────────────────────────────────────────────


def test_ne_en_france_sans_commune_bloque_meme_avec_une_ville() -> None:
    prepare = preparer_eleve(CODE_COMMUNE_INSEE_NAISS=None, VILLE_NAISS="LILLE")
    assert codes(prepare) == ["LNAIS_COMMUNE"]


def test_ne_a_l_etranger_avec_sa_ville_part() -> None:
    bloc = _bloc(CODE_PAYS="341", VILLE_NAISS="DAKAR")
    assert bloc["VILLE_NAISS"] == "DAKAR" and "CODE_COMMUNE_INSEE_NAISS" not in bloc


def test_ne_a_l_etranger_sans_ville_bloque() -> None:
    assert codes(preparer_eleve(CODE_PAYS="341")) == ["LNAIS_VILLE"]


# ─── Scolarités ────────────────────────────────────────────────────────────────────────────────


def test_la_scolarite_active_porte_formation_division_statut_et_debut() -> None:
    active = _bloc()["SCOLARITE_ACTIVE"]
    active.pop("OPTIONS")
    assert active == {
        "CODE_MEF": "10110001110",
        "CODE_DIVISION": "5 A",
        "CODE_STATUT": "ST",
        "DATE_DEB_SCO": "2026-09-01",
    }


def test_une_entree_en_cours_d_annee_fixe_le_debut_de_la_scolarite() -> None:
    assert _bloc(DATE_ENTREE="05/11/2026")["SCOLARITE_ACTIVE"]["DATE_DEB_SCO"] == "2026-11-05"


def test_une_entree_apres_la_fin_de_l_annee_bloque() -> None:
    assert codes(preparer_eleve(DATE_ENTREE="01/09/2027")) == ["SCOAC_E_02"]
    assert codes(preparer_eleve(DATE_ENTREE="31/08/2027")) == []


def test_sans_les_dates_de_communs_la_fiche_est_bloquee() -> None:
    sans_dates = replace(CONTEXTE, debut_annee=None)
    assert codes(preparer_eleve(contexte=sans_dates)) == ["SCOAC_ANNEE"]


def test_une_formation_fermee_bloque() -> None:
    assert codes(preparer_eleve(CODE_MEF="10310019110")) == ["ACMEF"]


@pytest.mark.parametrize("division", ["6 B", "Inactifs"])
def test_une_division_non_rattachee_a_la_formation_ne_part_pas(division: str) -> None:
    structures = [{"CODE_STRUCTURE": division, "TYPE_STRUCTURE": "D"}]
    prepare = preparer_eleve(STRUCTURES=structures)
    assert prepare.bloc is not None
    assert prepare.bloc["SCOLARITE_ACTIVE"]["CODE_DIVISION"] == ""
    assert division in prepare.avis[0]


def test_un_eleve_sans_division_part_sans_division() -> None:
    prepare = preparer_eleve(STRUCTURES=None)
    assert prepare.bloc is not None and prepare.avis == ()


def test_l_etablissement_d_origine_est_celui_que_siecle_a_dit() -> None:
    assert _bloc()["ETABLISSEMENT_AN_DERNIER"] == {
        "CODE_RNE": "0590001A",
        "CODE_PROVENANCE": "2",
        "CODE_MEF": SIXIEME,
        "TYPE_MEF": "0",
        "CODE_DIVISION": "6 B",
        "OPTIONS_AN_DERNIER": {},
    }


def test_une_ecole_d_origine_sans_rne_bloque() -> None:
    ailleurs = {"DENOM_PRINC": "ECOLE COMMUNALE", "COMMUNE_ETRANGERE": "7500 TOURNAI"}
    assert codes(preparer_eleve(SCOLARITE_AN_DERNIER=ailleurs)) == ["HETAB"]


def test_une_formation_d_origine_mal_formee_ne_part_pas() -> None:
    prepare = preparer_eleve(SCOLARITE_AN_DERNIER={"CODE_RNE": "0590001A", "CODE_MEF": "CM2"})
    assert prepare.bloc is not None and len(prepare.avis) == 1
    assert "CODE_MEF" not in prepare.bloc["ETABLISSEMENT_AN_DERNIER"]


# ─── Sortie ────────────────────────────────────────────────────────────────────────────────────

SORTIE = {"DATE_SORTIE": "20/12/2026", "CODE_MOTIF_SORTIE": "10"}


def test_un_sortant_part_avec_son_motif_et_sa_date() -> None:
    bloc = _bloc(**SORTIE)
    assert (bloc["CODE_MOTIF_SORTIE"], bloc["DATE_SORTIE"]) == ("10", "2026-12-20")
    assert bloc["SCOLARITE_ACTIVE"]["CODE_MEF"] == "10110001110"


def test_d_un_sortant_on_exige_moins() -> None:
    absentes = ("CODE_SEXE", "CODE_PAYS_NAT", "CODE_COMMUNE_INSEE_NAISS", "CODE_MEF")
    manque = dict.fromkeys((*absentes, "SCOLARITE_AN_DERNIER", "CODE_PROVENANCE"))
    prepare = preparation.eleve(photo(ELEVE, **SORTIE, **manque), 7, (), CONTEXTE, Schema.COMMUN)
    assert codes(prepare) == []


@pytest.mark.parametrize("seule", SORTIE)
def test_une_sortie_incomplete_bloque(seule: str) -> None:
    assert codes(preparer_eleve(**{seule: SORTIE[seule]})) == ["SORTI"]


@pytest.mark.parametrize("fin", [date(2027, 8, 31), date(2027, 9, 3)])
def test_une_date_de_fin_d_annee_sans_motif_n_est_pas_une_sortie(fin: date) -> None:
    contexte = replace(CONTEXTE, fin_annee=fin)
    prepare = preparer_eleve(contexte=contexte, DATE_SORTIE="31/08/2027")
    assert prepare.bloc is not None and "DATE_SORTIE" not in prepare.bloc
    assert "31/08/2027" in prepare.avis[0]


def test_un_eleve_sorti_avant_l_annee_n_a_pas_de_scolarite_active() -> None:
    prepare = preparer_eleve(DATE_SORTIE="30/06/2026", CODE_MOTIF_SORTIE="10")
    assert prepare.bloc is not None and "SCOLARITE_ACTIVE" not in prepare.bloc
    assert len(prepare.avis) == 1
