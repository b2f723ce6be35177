"""L'enveloppe d'un export : variantes 15 à 21, chacune nommée par son numéro."""

import pytest

from dossiersco.siecle import communs
from dossiersco.siecle.lus import EXPORTS_XML, FichierRefuse
from dossiersco.siecle.tests.exports_fictifs import (
    PARAMETRES,
    balises,
    bloc,
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


@pytest.mark.parametrize("uaj", [None, "", "  "])
def test_variante_15_sans_etablissement_le_fichier_est_refuse(uaj):
    assert "PARAMETRES/UAJ" in refus(fichier_eleves(eleve(), UAJ=uaj))


def test_variante_15_l_uai_se_lit_en_minuscules():
    assert ouvrir(fichier_eleves(eleve(), UAJ="0750999z")).entete.uaj == "0750999Z"


@pytest.mark.parametrize("annee", [None, "", "bientôt"])
def test_variante_16_sans_annee_scolaire_un_avis_et_la_lecture_continue(annee):
    octets = document("BEE_ELEVES", bloc("ELEVES", eleve()), encodage="UTF-8", ANNEE_SCOLAIRE=annee)
    recu = ouvrir(octets)
    assert (recu.entete.annee_scolaire, codes(recu.avis)) == ("", ["annee_scolaire_absente"])
    assert len(lire_eleves(octets)[0]) == 1


@pytest.mark.parametrize("annee", ["2026-2027", "2026/27", "2026 - 2027"])
def test_variante_17_une_annee_double_est_sa_premiere(annee):
    recu = ouvrir(fichier_eleves(eleve(), ANNEE_SCOLAIRE=annee))
    assert (recu.entete.annee_scolaire, codes(recu.avis)) == ("2026", ["annee_scolaire_double"])


def test_variante_18_l_horodatage_est_rendu_pour_comparer_deux_exports():
    recu = ouvrir(fichier_eleves(eleve(), HORODATAGE="29/08/2026 09:45:58"))
    assert recu.entete.horodatage == "29/08/2026 09:45:58"


@pytest.mark.parametrize("racine", EXPORTS_XML)
def test_variante_19_la_racine_dit_le_type(racine):
    assert ouvrir(document(racine, "")).entete.type is racine


@pytest.mark.parametrize(
    ("racine", "nomme"),
    [
        ("BEE_GEOGRAPHIQUE", "Géographique"),
        ("BEE_ETABLISSEMENTS", "Établissements"),
        ("BEE_ETABLISSEMENT", "Établissements"),
        ("BEE_EPHC_ELEVES", "hors contrat"),
        ("BEE_EPHC_RESPONSABLES", "hors contrat"),
        ("IMPORT_ELEVES", "fichier de retour"),
        ("STS_EDT", "STS-Web"),
        ("BEE_SAGESSE", "« BEE_SAGESSE »"),
        ("html", "« html »"),
    ],
)
def test_variante_19_un_autre_export_est_reconnu_et_nomme(racine, nomme):
    message = refus(document(racine, "")).replace("\u00a0", " ")
    assert nomme in message and racine in message
    assert "Déposez l’un de ces exports" in message


@pytest.mark.parametrize("version", ["1.6", "1.7", "1.8", "2.0", "2.1", "3.0", "3.1", "99", ""])
def test_variante_20_la_version_ne_fait_rien_refuser(version):
    octets = fichier_eleves(eleve()).replace(b'VERSION="3.0"', f'VERSION="{version}"'.encode())
    assert ouvrir(octets).entete.version == version
    assert len(lire_eleves(octets)[0]) == 1


def test_variante_21_les_memes_noms_a_deux_profondeurs():
    donnees = bloc("UAJ", "<DENOM_PRINC>COLLEGE</DENOM_PRINC>", "<ETAB_UAJ_ID>42</ETAB_UAJ_ID>")
    donnees += bloc("ANNEE_SCOLAIRE", "<DATE_DEBUT_ELEVE>01/09/2026</DATE_DEBUT_ELEVE>")
    recu = ouvrir(document("BEE_COMMUN", donnees))
    assert (recu.entete.uaj, recu.entete.annee_scolaire) == ("0750999Z", "2026")
    lus = communs.lire(recu, lambda _: None)
    assert lus.etablissement == {"DENOM_PRINC": "COLLEGE", "ETAB_UAJ_ID": "42"}


def test_variante_21_les_donnees_avant_les_parametres():
    donnees = bloc("UAJ", "<DENOM_PRINC>COLLEGE</DENOM_PRINC>")
    octets = (
        f"<BEE_COMMUN><DONNEES>{donnees}</DONNEES>"
        f"<PARAMETRES>{balises(PARAMETRES)}</PARAMETRES></BEE_COMMUN>"
    ).encode()
    assert ouvrir(octets).entete.uaj == "0750999Z"
