"""La « Fiche élève complète », lecteur de secours : variantes 70 et 71."""

import io
import zipfile
from datetime import date

import pytest

from dossiersco.siecle import classeur, eleves, tableur_codes
from dossiersco.siecle.lus import TypeExport
from dossiersco.siecle.tests.exports_fictifs import codes, fichier_eleves, zip_de
from dossiersco.siecle.tests.fiches_fictives import (
    ENTETES,
    FORMATS,
    MATIERES,
    lire_eleves,
    lire_personnes,
    ods,
    ods_brut,
    ouvrir,
    rangees,
    refus,
    repr_leg,
    xls,
)


def photo(**champs):
    """La photo du seul élève d'une fiche, et les codes des anomalies."""
    lus, anomalies = lire_eleves(ods(rangees(champs)))
    return (lus[0].photo if lus else None), anomalies


# ─── 71. Le contenant ──────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("ecrire", FORMATS.values(), ids=FORMATS)
def test_variante_71_les_trois_formats_rendent_le_meme_eleve(ecrire):
    octets = ecrire(rangees(repr_leg(1)))
    assert classeur.est_un_classeur(io.BytesIO(octets))
    (lu,), anomalies = lire_eleves(octets)
    assert anomalies == []
    assert lu.photo == {
        "ID_NATIONAL": "123456789AB",
        "ELENOET": "8194",
        "ID_ELEVE_ETAB": "08194750999",
        "NOM_DE_FAMILLE": "DIALLO",
        "PRENOM": "Awa",
        "DATE_NAISS": "12/03/2014",
        "CODE_SEXE": "2",
        "CODE_PAYS_NAT": "100",
        "CODE_PAYS": "100",
        "CODE_COMMUNE_INSEE_NAISS": "59350",
        "DOUBLEMENT": "0",
        "ADHESION_TRANSPORT": "0",
        "CODE_REGIME": "2",
        "CODE_MEF": "10110001999",
        "STRUCTURES": [{"CODE_STRUCTURE": "5A", "TYPE_STRUCTURE": "D"}],
    }
    assert eleves.division(lu.photo) == "5A"


def test_variante_71_la_fiche_se_dit_de_secours_et_d_aucun_etablissement_sur():
    fiche = ouvrir(xls(rangees({})))
    entete = fiche.entete
    assert (entete.type, entete.uaj, entete.annee_scolaire) == (TypeExport.FICHE_ELEVE, "", "")
    assert fiche.etablissements == {"750999"}
    assert codes(fiche.avis) == ["fiche_de_secours"]
    assert "Préférez les exports XML" in fiche.avis[0].message


@pytest.mark.parametrize(
    "octets", [fichier_eleves(), zip_de({"a.xml": b"<a/>"}), b"", b"PK\x03\x04", b"Nom;Prenom\n"]
)
def test_variante_71_un_export_n_est_pas_un_classeur(octets):
    assert not classeur.est_un_classeur(io.BytesIO(octets))


@pytest.mark.parametrize("ecrire", FORMATS.values(), ids=FORMATS)
def test_variante_71_un_autre_classeur_est_refuse_par_une_phrase(ecrire):
    assert "n’est pas la « Fiche élève complète »" in refus(
        ecrire([["Article", "Prix"], ["Cahier", 2.0]])
    ).replace("\u00a0", " ")


def test_variante_71_les_entetes_ne_sont_pas_toujours_en_premiere_ligne_ni_feuille():
    lignes = [["Collège des Lilas"], [], *rangees({})]
    (lu,), _ = lire_eleves(ods(lignes))
    assert lu.ligne == 4
    with zipfile.ZipFile(io.BytesIO(ods(rangees({})))) as archive:
        contenu = archive.read("content.xml").decode()
    utile = contenu.partition("<office:spreadsheet>")[2].partition("</office:spreadsheet>")[0]
    deux = ods_brut(f'<table:table table:name="vide"/>{utile}')
    assert len(lire_eleves(deux)[0]) == 1


def test_variante_71_un_classeur_abime_est_refuse():
    entier = xls(rangees({}))
    assert "abîmé" in refus(entier[: len(entier) // 2])


# ─── 70. Les en-têtes ──────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "changer",
    [
        lambda entete: f" {entete} ",
        lambda entete: entete.replace(" ", "\u00a0") + "\u00a0",
        lambda entete: entete.upper(),
        lambda entete: (
            entete.replace("Repr. Lég. 1", "Repr. Lég. ")
            .replace("Repr. Lég. 2", "Autre Repr. Lég. ")
            .replace("Lib. Postal Autre", "Lib. Postal  Autre")
        ),
        lambda entete: entete.replace("Repr. Lég.", "Resp. Lég."),
        lambda entete: entete.replace("Repr. Lég. 1", "Repr. Lég.\u00a0").replace(
            "Repr. Lég. 2", "Repr. Lég.\u00a0"
        ),
    ],
)
def test_variante_70_les_entetes_ont_plusieurs_graphies(changer):
    cellules = rangees({**repr_leg(1), **repr_leg(2, Prénom="Amadou", Civilité="M.")})
    cellules[0] = [changer(entete) for entete in cellules[0]]
    personnes, liens, anomalies = lire_personnes(ods(cellules))
    assert [p.photo["PRENOM"] for p in personnes] == ["Fatou", "Amadou"]
    assert [p.photo["ADRESSE"]["LIBELLE_POSTAL"] for p in personnes] == ["BOURG EN BRESSE"] * 2
    assert len(liens) == 2 and anomalies == []


def test_variante_70_d_une_colonne_en_double_la_premiere_remplie_reste():
    entetes = [*ENTETES, "Prénom", "Email"]
    cellules = rangees({"Email": None}, entetes=entetes)
    cellules[1][-2:] = ["Autre", "awa@exemple.fr"]
    (lu,), anomalies = lire_eleves(ods(cellules))
    assert (lu.photo["PRENOM"], anomalies) == ("Awa", [])


def test_variante_70_une_colonne_inconnue_est_dite_une_fois():
    fiche = ouvrir(ods(rangees({}, {}, entetes=[*ENTETES, "Couleur"])))
    assert codes(fiche.avis) == ["fiche_de_secours", "balise_inconnue"]


def test_variante_70_les_libelles_postaux_ne_sont_pas_pris_pour_des_libelles_sans_usage():
    lue, _ = photo(**{"Lib. Postal": "LILLE", "Code Postal": "59000", "Pays": "FRANCE"})
    assert lue["ADRESSE"] == {
        "CODE_POSTAL": "59000",
        "LIBELLE_POSTAL": "LILLE",
        "LL_PAYS": "FRANCE",
        "CODE_PAYS": "100",
    }


# ─── 70. Les nombres et les dates ──────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("cellule", "lu"), [(2.0, "2"), ("2", "2"), ("24", "24"), (24, "24"), ("2.0", "2.0")]
)
def test_variante_70_un_code_numerique_perd_sa_virgule(cellule, lu):
    assert photo(**{"Code Régime": cellule})[0]["CODE_REGIME"] == lu


@pytest.mark.parametrize(
    ("cellule", "lu"),
    [
        (date(2014, 3, 12), "12/03/2014"),
        ("12/03/2014", "12/03/2014"),
        (41710, "12/03/2014"),
        ("41710", "12/03/2014"),
        (41710.5, "12/03/2014"),
    ],
)
def test_variante_70_une_date_en_serie_en_texte_ou_en_date(cellule, lu):
    assert photo(**{"Date Naissance": cellule})[0]["DATE_NAISS"] == lu


@pytest.mark.parametrize("cellule", ["2014-03-12", "31/02/2014", 12, 999999, "mars 2014"])
def test_variante_70_une_date_impossible_reste_une_anomalie(cellule):
    assert photo(**{"Date Naissance": cellule}) == (None, ["date_naiss_impossible"])


@pytest.mark.parametrize(
    ("departement", "lu"), [(75, "075"), (1, "001"), ("2A", "02A"), (974, "974"), ("059", "059")]
)
def test_variante_70_un_departement_retrouve_ses_zeros(departement, lu):
    personnes, _, _ = lire_personnes(ods(rangees(repr_leg(1, Code_Département=departement))))
    assert personnes[0].photo["ADRESSE"]["CODE_DEPARTEMENT"] == lu


def test_variante_70_un_code_postal_et_un_telephone_retrouvent_leur_zero():
    (mere,), _, _ = lire_personnes(ods(rangees(repr_leg(1))))
    assert mere.photo["ADRESSE"]["CODE_POSTAL"] == "01000"
    assert mere.photo["TEL_PORTABLE"] == "0639981122"


def test_variante_70_une_formation_de_onze_chiffres_et_une_formation_vide():
    assert photo(**{"Code MEF": 10110001999})[0]["CODE_MEF"] == "10110001999"
    assert photo(**{"Code MEF": "1031002611U"})[0]["CODE_MEF"] == "1031002611U"
    assert "CODE_MEF" not in photo(**{"Code MEF": "\u00a0"})[0]


# ─── 70. Les libellés ──────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("libelle", "code"),
    [
        ("PARIS 17E  ARRONDISSEMENT", "75117"),
        ("Paris 1er arrondissement", "75101"),
        ("SAINT CLOUD", "92064"),
        ("ST CLOUD", "92064"),
        ("L'HAY LES ROSES", "94038"),
        ("AJACCIO", "2A004"),
    ],
)
def test_variante_70_une_commune_est_reconnue_a_son_nom(libelle, code):
    lue, anomalies = photo(**{"Commune Naiss.": libelle})
    assert (lue["CODE_COMMUNE_INSEE_NAISS"], anomalies) == (code, [])


@pytest.mark.parametrize("libelle", ["ST DENIS", "PARIS", "LYON", "VILLE INVENTEE", "LIL"])
def test_variante_70_une_commune_homonyme_ou_inconnue_n_est_pas_inventee(libelle):
    lue, anomalies = photo(**{"Commune Naiss.": libelle})
    assert "CODE_COMMUNE_INSEE_NAISS" not in lue
    assert anomalies == ["libelle_intraduisible", "naissance_incomplete"]


@pytest.mark.parametrize(
    ("libelle", "code"),
    [
        ("FRANCE", "100"),
        ("FRANCE/REUNION", "100"),
        ("VIET NAM DU SUD", "245"),
        ("ALLEMAGNE (REPUBLIQUE DEMOCRATIQUE)", "141"),
        ("ALLEMAGNE", "109"),
        ("Turquie", "208"),
        ("DOMINIQUE", "438"),
        ("PAYS INVENTE", ""),
    ],
)
def test_variante_70_un_pays_est_reconnu_a_son_nom(libelle, code):
    assert tableur_codes.pays(libelle) == code


@pytest.mark.parametrize(
    ("libelle", "code"), [("FRANCE", "100"), ("Française", "100"), ("Danoise", "101"), ("?", "")]
)
def test_variante_70_une_nationalite_est_un_pays_ou_un_adjectif(libelle, code):
    assert tableur_codes.nationalite(libelle) == code


def test_variante_70_un_ne_a_l_etranger():
    champs = {
        "Pays Naiss.": "TURQUIE",
        "Commune Naiss.": None,
        "Ville Naiss. Etrangère": "ISTANBUL",
    }
    lue, anomalies = photo(**champs)
    assert (lue["CODE_PAYS"], lue["VILLE_NAISS"], anomalies) == ("208", "ISTANBUL", [])


@pytest.mark.parametrize(("sexe", "code"), [("M", "1"), ("F", "2"), ("Féminin", "2"), ("X", None)])
def test_variante_70_le_sexe_est_une_lettre(sexe, code):
    lue, anomalies = photo(Sexe=sexe)
    assert lue.get("CODE_SEXE") == code
    assert anomalies == ([] if code else ["libelle_intraduisible", "balise_absente"])


@pytest.mark.parametrize(
    ("libelle", "code"),
    [("MERE", "10"), ("PERE", "20"), ("Aide sociale à l’enfance", "51"), ("AUTRE FAM.", "39")],
)
def test_variante_70_une_parente_est_reconnue_a_son_libelle(libelle, code):
    _, (lien,), anomalies = lire_personnes(ods(rangees(repr_leg(1, Lien_Parenté=libelle))))
    assert lien.photo == {"NIVEAU_RESPONSABILITE": "1", "CODE_PARENTE": code} and anomalies == []


def test_variante_70_une_parente_inconnue_n_est_pas_inventee():
    _, (lien,), anomalies = lire_personnes(ods(rangees(repr_leg(1, Lien_Parenté="MARRAINE"))))
    assert lien.photo == {"NIVEAU_RESPONSABILITE": "1"}
    assert anomalies == ["libelle_intraduisible"]


@pytest.mark.parametrize(
    ("matieres", "lues", "avis"),
    [
        (MATIERES, ["030201", "020300"], []),
        ({"LATIN": "020300"}, ["020300"], ["libelle_intraduisible"]),
        ({}, [], ["libelle_intraduisible"]),
    ],
)
def test_variante_70_une_option_se_lit_avec_la_nomenclature(matieres, lues, avis):
    champs = {
        "Clé Gestion Mat. Enseignée 1": "AGL1 ",
        "Code Modalité Elect. 1": "O",
        "Clé Gestion Mat. Enseignée 2": "EPS",
        "Code Modalité Elect. 2": "S",
        "Clé Gestion Mat. Enseignée 3": "LATIN",
        "Code Modalité Elect. 3": "F",
    }
    (lu,), anomalies = lire_eleves(ods(rangees(champs)), matieres)
    assert [o["CODE_MATIERE"] for o in lu.photo.get("OPTIONS", [])] == lues
    assert anomalies == avis
