"""La Nomenclature (variantes 46, 47 et 51), dont la vraie, lue sur place."""

from pathlib import Path

import pytest

from dossiersco.siecle import export, nomenclature, nomenclatures
from dossiersco.siecle.lus import Anomalie, MatiereLue, Nomenclature
from dossiersco.siecle.tests.exports_fictifs import bloc, document, ouvrir

RACINE = Path(__file__).resolve().parents[3]
VRAIE = RACINE.parent / "shared" / "siecle" / "exemples" / "Nomenclature-2019-20.xml"


def lire(*blocs: str) -> tuple[Nomenclature, list[str]]:
    anomalies: list[Anomalie] = []
    lue = nomenclature.lire(ouvrir(document("BEE_NOMENCLATURES", "".join(blocs))), anomalies.append)
    return lue, [str(a.code) for a in anomalies]


def test_une_mef_garde_ses_lettres_et_ses_manques():
    lue, anomalies = lire(
        bloc(
            "MEFS",
            '<MEF CODE_MEF="1031002611U"><SPECIALITE>     </SPECIALITE>'
            "<LIBELLE_LONG>ULIS </LIBELLE_LONG></MEF>",
            '<MEF CODE_MEF="1001000B11A"><LIBELLE_LONG>ULIS</LIBELLE_LONG></MEF>',
        )
    )
    assert anomalies == []
    assert [(m.code_mef, m.photo) for m in lue.mefs] == [
        ("1031002611U", {"LIBELLE_LONG": "ULIS"}),
        ("1001000B11A", {"LIBELLE_LONG": "ULIS"}),
    ]


def test_les_cles_se_lisent_aussi_en_enfants():
    lue, _ = lire(
        bloc("MEFS", "<MEF><CODE_MEF>10010012110</CODE_MEF></MEF>"),
        bloc(
            "REGIMES",
            "<REGIME><CODE_REGIME2>24</CODE_REGIME2><LIBELLE_COURT>DP 4 J</LIBELLE_COURT></REGIME>",
        ),
    )
    assert lue.mefs[0].code_mef == "10010012110" and lue.mefs[0].photo == {}
    assert lue.tables == {"regimes": {"24": "DP 4 J"}}


def test_les_cles_rembourrees_sont_rognees():
    lue, _ = lire(
        bloc(
            "MATIERES",
            '<MATIERE CODE_MATIERE="030201 "><CODE_GESTION>AGL1 </CODE_GESTION>'
            "<LIBELLE_LONG>ANGLAIS LV1         </LIBELLE_LONG></MATIERE>",
        )
    )
    assert lue.matieres == (MatiereLue("030201", "AGL1", "ANGLAIS LV1"),)


@pytest.mark.parametrize(
    ("libelles", "lu"),
    [
        ("<LIBELLE_COURT>C</LIBELLE_COURT>", "C"),
        ("<LIBELLE_COURT>C</LIBELLE_COURT><LIBELLE_LONG>L</LIBELLE_LONG>", "L"),
        ("<LIBELLE_LONG>L</LIBELLE_LONG><LIBELLE_EDITION>E</LIBELLE_EDITION>", "E"),
        ("<LIBELLE_LONG>L</LIBELLE_LONG><LIBELLE_EDITION> </LIBELLE_EDITION>", "L"),
        ("", ""),
    ],
)
def test_le_libelle_d_edition_prime(libelles, lu):
    lue, _ = lire(bloc("BOURSES", f'<BOURSE CODE_BOURSE="8">{libelles}</BOURSE>'))
    assert lue.tables == {"bourses": {"8": lu}}


def test_une_matiere_au_tronc_commun_et_en_option_donne_deux_programmes():
    lignes = [
        "<PROGRAMME><CODE_MEF>10010012110</CODE_MEF><CODE_MATIERE>030201</CODE_MATIERE>"
        f"<CODE_MODALITE_ELECT>{m}</CODE_MODALITE_ELECT></PROGRAMME>"
        for m in "SO"
    ]
    lue, _ = lire(bloc("PROGRAMMES", *lignes))
    assert [p[2] for p in lue.programmes] == ["S", "O"]


def test_une_option_obligatoire_a_plusieurs_rangs_et_un_rang_illisible_est_signale():
    lignes = [
        "<OPTION_OBLIGATOIRE><CODE_MEF>10010012110</CODE_MEF><CODE_MATIERE>030201</CODE_MATIERE>"
        f"<RANG_OPTION>{rang}</RANG_OPTION></OPTION_OBLIGATOIRE>"
        for rang in ("1", "2", "deux", "9999")
    ]
    lue, anomalies = lire(bloc("OPTIONS_OBLIGATOIRES", *lignes))
    assert [o[2] for o in lue.options_obligatoires] == [1, 2]
    assert anomalies == ["rang_illisible", "rang_illisible"]


def test_une_ligne_sans_cle_est_signalee_et_ignoree():
    lue, anomalies = lire(bloc("MEFS", "<MEF/>"), bloc("CIVILITES", "<CIVILITE/>"), "<INCONNU/>")
    assert (lue.mefs, lue.tables, anomalies) == ((), {}, ["code_absent", "code_absent"])


@pytest.fixture(scope="module")
def vraie() -> tuple[Nomenclature, list[Anomalie]]:
    if not VRAIE.is_file():
        pytest.skip("Absent : la vraie Nomenclature n’est pas à côté du dépôt.")
    anomalies: list[Anomalie] = []
    return nomenclature.lire(export.ouvrir(VRAIE, VRAIE.name), anomalies.append), anomalies


def test_la_vraie_nomenclature_se_lit_sans_anomalie(vraie):
    lue, anomalies = vraie
    assert anomalies == []
    assert (len(lue.mefs), len(lue.matieres), len(lue.programmes)) == (29, 108, 590)
    assert len(lue.options_obligatoires) == 284


def test_la_vraie_nomenclature_porte_les_memes_codes_que_nos_tables(vraie):
    for nom, table in vraie[0].tables.items():
        nos_codes = set(nomenclatures.table(nom))
        assert nos_codes >= table.keys(), nom
        assert all(table.values()), nom


def test_la_vraie_nomenclature_porte_toutes_les_tables(vraie):
    lue, _ = vraie
    assert lue.tables.keys() == {t.nom for t in nomenclature.TABLES.values()}
    assert lue.tables["parentes"]["10"] == "Mère"
    assert lue.tables["professions_pcs"]["10"] == "Agriculteurs exploitants"


def test_chaque_option_obligatoire_de_la_vraie_a_son_programme(vraie):
    lue, _ = vraie
    obligatoires = {(mef, matiere) for mef, matiere, modalite in lue.programmes if modalite == "O"}
    assert {(mef, matiere) for mef, matiere, _ in lue.options_obligatoires} <= obligatoires


@pytest.mark.parametrize(
    ("nom", "code", "libelle"),
    [
        ("regimes", "0", "EXTERNE LIBRE"),
        ("parentes", "10", "MERE"),
        ("pays", "100", "FRANCE"),
        ("nationalites", "100", "Française"),
        ("sexes", "2", "Féminin"),
        ("academies", "001", "Lyon"),
        ("professions_pcs", "99", None),
    ],
)
def test_les_tables_du_paquet_se_lisent(nom, code, libelle):
    assert code in nomenclatures.table(nom)
    if libelle:
        assert nomenclatures.table(nom)[code] == libelle


def test_toutes_les_tables_du_paquet_se_lisent_et_sont_figees():
    for nom in {t.nom for t in nomenclature.TABLES.values()} | nomenclatures.COLONNES.keys():
        lue = nomenclatures.table(nom)
        assert len(lue) == len(nomenclatures.lignes(nom)) > 0, nom
        with pytest.raises(TypeError):
            lue["x"] = "y"


def test_une_table_inconnue_leve_une_erreur_de_cle():
    with pytest.raises(KeyError):
        nomenclatures.table("couleurs")
