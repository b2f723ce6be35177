"""Structures.xml et Communs.xml : variantes 14, 21, 48 et 52."""

from dossiersco.siecle import communs, structures
from dossiersco.siecle.lus import Anomalie, Communs, DivisionLue
from dossiersco.siecle.tests.exports_fictifs import bloc, document, ouvrir


def mefs(*codes: str) -> str:
    lignes = "".join(
        f"<MEF_APPARTENANCE><CODE_MEF>{code}</CODE_MEF></MEF_APPARTENANCE>" for code in codes
    )
    return bloc("MEFS_APPARTENANCE", lignes)


def lire_structures(*blocs: str) -> tuple[tuple[DivisionLue, ...], list[str]]:
    anomalies: list[Anomalie] = []
    lues = structures.lire(ouvrir(document("BEE_STRUCTURES", "".join(blocs))), anomalies.append)
    return lues, [str(a.code) for a in anomalies]


def lire_communs(donnees: str) -> tuple[Communs, list[str]]:
    anomalies: list[Anomalie] = []
    lus = communs.lire(ouvrir(document("BEE_COMMUN", donnees)), anomalies.append)
    return lus, [str(a.code) for a in anomalies]


def test_une_division_porte_toutes_ses_formations():
    formations = mefs("10310026110", "1031002611U", "10310026110")
    division = f'<DIVISION CODE_STRUCTURE="3 PEP"><LIBELLE_LONG/>{formations}</DIVISION>'
    lues, anomalies = lire_structures(bloc("DIVISIONS", division))
    assert lues == (DivisionLue("3 PEP", "", ("10310026110", "1031002611U")),)
    assert anomalies == []


def test_les_groupes_ne_sont_pas_des_divisions():
    groupe = (
        '<GROUPE CODE_STRUCTURE="6G"><DIVISIONS_APPARTENANCE><DIVISION_APPARTENANCE>'
        "<CODE_STRUCTURE>6A</CODE_STRUCTURE></DIVISION_APPARTENANCE></DIVISIONS_APPARTENANCE></GROUPE>"
    )
    assert lire_structures(bloc("GROUPES", groupe)) == ((), [])


def test_une_division_sans_code_est_signalee_et_la_cle_se_lit_en_enfant():
    lues, anomalies = lire_structures(
        bloc(
            "DIVISIONS",
            "<DIVISION/>",
            "<DIVISION><CODE_STRUCTURE>05</CODE_STRUCTURE></DIVISION>",
        )
    )
    assert lues == (DivisionLue("05", "", ()),) and anomalies == ["code_absent"]


def test_les_communs_donnent_l_etablissement_et_les_bornes():
    lus, anomalies = lire_communs(
        "<UAJ><ETAB_UAJ_ID>1</ETAB_UAJ_ID><DENOM_PRINC>CLG DES LILAS</DENOM_PRINC>"
        "<NOM_RESP>PERSONNE</NOM_RESP><MEL_1/></UAJ>\n"
        "<ANNEE_SCOLAIRE><DATE_DEBUT_ELEVE>01/09/2026</DATE_DEBUT_ELEVE>"
        "<DATE_FIN_ELEVE>31/08/2027</DATE_FIN_ELEVE></ANNEE_SCOLAIRE>\n"
        "<ANNEE_SCOLAIRE_AD><DATE_DEBUT_ELEVE>01/09/2025</DATE_DEBUT_ELEVE>"
        "<DATE_FIN_ELEVE/></ANNEE_SCOLAIRE_AD>\n<CALENDRIERS_FERMETURES>\u2026</CALENDRIERS_FERMETURES>".replace(
            "\u2026", "..."
        )
    )
    assert anomalies == []
    assert lus == Communs(
        {"ETAB_UAJ_ID": "1", "DENOM_PRINC": "CLG DES LILAS"},
        "01/09/2026",
        "31/08/2027",
        "01/09/2025",
        "",
    )


def test_le_chef_d_etablissement_n_est_jamais_garde():
    lus, _ = lire_communs("<UAJ><NOM_RESP>PERSONNE</NOM_RESP></UAJ>")
    assert lus.etablissement == {}


def test_l_autre_graphie_des_dates_est_comprise():
    lus, _ = lire_communs(
        "<ANNEE_SCOLAIRE><DATE_DEB_ELEVE>02/09/2026</DATE_DEB_ELEVE></ANNEE_SCOLAIRE>"
    )
    assert lus.date_debut_eleve == "02/09/2026"


def test_une_borne_impossible_est_signalee_et_vide():
    lus, anomalies = lire_communs(
        "<ANNEE_SCOLAIRE><DATE_FIN_ELEVE>2027-08-31</DATE_FIN_ELEVE></ANNEE_SCOLAIRE>"
    )
    assert (lus.date_fin_eleve, anomalies) == ("", ["date_impossible"])


def test_des_communs_vides_donnent_des_bornes_vides():
    assert lire_communs("") == (Communs({}, "", "", "", ""), [])
