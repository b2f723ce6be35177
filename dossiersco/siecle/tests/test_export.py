"""L'en-tête, le type et l'encodage : variantes 6 à 10 et 14 à 21."""

import codecs

import pytest

from dossiersco.siecle.lus import EXPORTS_XML, FichierRefuse, TypeExport
from dossiersco.siecle.tests.exports_fictifs import (
    codes,
    document,
    eleve,
    fichier_eleves,
    lire_eleves,
    ouvrir,
)


def refus(octets: bytes) -> str:
    with pytest.raises(FichierRefuse) as erreur:
        ouvrir(octets)
    return str(erreur.value)


def nom_lu(octets: bytes) -> str:
    lus, _ = lire_eleves(octets)
    return lus[0].photo["NOM_DE_FAMILLE"]


def test_l_entete_est_celui_de_parametres():
    entete = ouvrir(fichier_eleves(eleve()), "mon export.xml").entete
    assert (entete.type, entete.fichier, entete.uaj, entete.annee_scolaire) == (
        TypeExport.ELEVES,
        "mon export.xml",
        "0750999Z",
        "2026",
    )
    assert (entete.horodatage, entete.version) == ("02/06/2026 19:05:12", "3.0")


@pytest.mark.parametrize("type_export", EXPORTS_XML)
def test_la_racine_decide_du_type(type_export):
    assert ouvrir(document(type_export.value, "")).entete.type is type_export


def test_les_memes_noms_sous_donnees_ne_trompent_pas_l_entete():
    donnees = "<UAJ><ETAB_UAJ_ID>1</ETAB_UAJ_ID></UAJ><ANNEE_SCOLAIRE>1999</ANNEE_SCOLAIRE>"
    entete = ouvrir(document("BEE_COMMUN", donnees, UAJ="0750001a")).entete
    assert (entete.uaj, entete.annee_scolaire) == ("0750001A", "2026")


def test_un_uaj_ailleurs_ne_remplace_pas_celui_de_parametres():
    assert "UAJ est absent" in refus(
        document("BEE_COMMUN", "<UAJ><UAJ>0750999Z</UAJ></UAJ>", UAJ=None)
    )


def test_un_uaj_sous_donnees_ne_remplace_pas_celui_de_parametres():
    assert "UAJ est absent" in refus(document("BEE_COMMUN", "<UAJ>0750999Z</UAJ>", UAJ=None))


@pytest.mark.parametrize("uaj", [None, "", "   "])
def test_sans_uaj_le_fichier_est_refuse(uaj):
    assert "UAJ est absent" in refus(fichier_eleves(eleve(), UAJ=uaj))


@pytest.mark.parametrize("annee", [None, "", "bientôt"])
def test_sans_annee_scolaire_le_fichier_est_lu_avec_un_avis(annee):
    lu = ouvrir(fichier_eleves(eleve(), ANNEE_SCOLAIRE=annee))
    assert (lu.entete.annee_scolaire, codes(lu.avis)) == ("", ["annee_scolaire_absente"])


def test_deux_millesimes_donnent_le_premier_avec_un_avis():
    lu = ouvrir(fichier_eleves(eleve(), ANNEE_SCOLAIRE="2026-2027"))
    assert (lu.entete.annee_scolaire, codes(lu.avis)) == ("2026", ["annee_scolaire_double"])


@pytest.mark.parametrize("version", ['VERSION="1.6"', 'VERSION="42.0"', ""])
def test_la_version_n_est_jamais_un_motif_de_refus(version):
    octets = fichier_eleves(eleve()).replace(b'VERSION="3.0"', version.encode())
    assert ouvrir(octets).entete.uaj == "0750999Z"


@pytest.mark.parametrize(
    ("racine", "dit"),
    [
        ("BEE_GEOGRAPHIQUE", "Géographique"),
        ("BEE_ETABLISSEMENTS", "Établissements"),
        ("BEE_ETABLISSEMENT", "Établissements"),
        ("BEE_EPHC_ELEVES", "Élèves d’un établissement privé hors contrat"),
        ("BEE_EPHC_RESPONSABLES", "Responsables d’un établissement privé hors contrat"),
        ("STS_EDT", "STS-Web"),
        ("IMPORT_ELEVES", "fichier de retour"),
    ],
)
def test_un_export_connu_mais_non_lu_est_refuse_par_son_nom(racine, dit):
    message = refus(document(racine, ""))
    assert racine in message and dit in message and "Déposez l’un de ces exports" in message


def test_une_racine_inconnue_est_refusee():
    assert "commence par « html »" in refus(b"<html><body>Session perdue</body></html>")


def test_l_iso_8859_15_se_lit_avec_ses_signes_a_lui():
    octets = fichier_eleves(eleve(NOM_DE_FAMILLE="CŒUR ŠŽŸ €"))
    assert b"\xbc" in octets
    assert nom_lu(octets) == "CŒUR ŠŽŸ €"


def test_l_iso_8859_1_declare_est_obei():
    assert nom_lu(fichier_eleves(eleve(NOM_DE_FAMILLE="NOËL"), encodage="ISO-8859-1")) == "NOËL"


def test_le_windows_1252_declare_est_obei():
    octets = fichier_eleves(eleve(NOM_DE_FAMILLE="D’ŒUVRE"), encodage="windows-1252")
    assert nom_lu(octets) == "D’ŒUVRE"


def test_l_utf_8_declare_est_obei():
    assert nom_lu(fichier_eleves(eleve(NOM_DE_FAMILLE="ŁUCÍA"), encodage="UTF-8")) == "ŁUCÍA"


def test_sans_declaration_le_xml_est_en_utf_8():
    octets = fichier_eleves(eleve(NOM_DE_FAMILLE="NOËL"), encodage="UTF-8")
    assert nom_lu(octets.split(b"\n", 1)[1]) == "NOËL"


def test_un_bom_utf_8_est_accepte():
    octets = fichier_eleves(eleve(NOM_DE_FAMILLE="NOËL"), encodage="UTF-8")
    assert nom_lu(codecs.BOM_UTF8 + octets) == "NOËL"


def test_un_bom_utf_8_l_emporte_sur_la_declaration():
    octets = codecs.BOM_UTF8 + fichier_eleves(eleve(NOM_DE_FAMILLE="NOËL"), ecrit_en="utf-8")
    assert (ouvrir(octets).encodage, codes(ouvrir(octets).avis)) == ("UTF-8", [])
    assert nom_lu(octets) == "NOËL"


def test_un_utf_8_declare_iso_est_relu_en_utf_8_avec_un_avis():
    octets = fichier_eleves(eleve(NOM_DE_FAMILLE="NOËL"), ecrit_en="utf-8")
    lu = ouvrir(octets)
    assert (lu.encodage, codes(lu.avis)) == ("UTF-8", ["encodage_faux"])
    assert [lu.photo["NOM_DE_FAMILLE"] for lu in lire_eleves(octets)[0]] == ["NOËL"]


def test_un_fichier_sans_accent_ne_donne_pas_d_avis_d_encodage():
    lu = ouvrir(fichier_eleves(eleve()))
    assert (lu.encodage, lu.avis) == ("ISO-8859-15", ())


def test_une_sequence_utf_8_coupee_n_est_pas_de_l_utf_8():
    octets = fichier_eleves(eleve(NOM_DE_FAMILLE="NOÃ"))
    assert nom_lu(octets) == "NOÃ"


def test_un_utf_8_declare_qui_n_en_est_pas_est_refuse_avec_sa_ligne():
    octets = fichier_eleves(eleve(NOM_DE_FAMILLE="NOËL"), encodage="UTF-8", ecrit_en="latin-1")
    assert "illisible à la ligne" in refus(octets)


@pytest.mark.parametrize("nom", ["x-macthai", "EBCDIC-CP-FR", "utf-7", "hex", "é"])
def test_un_encodage_inconnu_est_refuse_clairement(nom):
    octets = fichier_eleves(eleve()).replace(b"ISO-8859-15", nom.encode())
    assert "L’encodage «" in refus(octets) and "ISO-8859-15" in refus(octets)


@pytest.mark.parametrize("encodage", ["utf-16", "utf-16-le", "utf-32"])
def test_l_utf_16_est_refuse_clairement(encodage):
    assert "UTF-16" in refus("<?xml version='1.0'?><BEE_ELEVES/>".encode(encodage))


def test_les_fins_de_ligne_de_windows_sont_lues():
    assert nom_lu(fichier_eleves(eleve()).replace(b"\n", b"\r\n")) == "DIALLO"


def test_des_commentaires_avant_la_racine_et_dans_les_champs_sont_ignores():
    octets = fichier_eleves(eleve(NOM_DE_FAMILLE="<!-- note -->NOEL"))
    assert nom_lu(octets.replace(b"<BEE_ELEVES", b"<!-- export -->\n<BEE_ELEVES")) == "NOEL"
