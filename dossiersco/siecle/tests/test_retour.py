"""Écrire, vérifier, nommer, zipper : un fichier invalide ne sort jamais."""

import io
import zipfile
from copy import deepcopy
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from dossiersco.siecle import retour
from dossiersco.siecle.fautes import Regle
from dossiersco.siecle.retour import Envoi, RetourInvalide, ecrire, verifier
from dossiersco.siecle.schema_import import Schema
from dossiersco.siecle.tests.test_preparation_exemples import preparer_eleve, preparer_personne
from dossiersco.siecle.tests.test_schema_import_hasard import refus_officiels


def _envoi(schema: Schema = Schema.COMMUN) -> Envoi:
    return Envoi(
        uaj="0590001a",
        annee_scolaire="2026",
        date_import=date(2026, 7, 3),
        num_envoi=12,
        personnes=[deepcopy(preparer_personne(schema).bloc)],
        eleves=[deepcopy(preparer_eleve(schema=schema).bloc)],
    )


def _fautes(envoi: Envoi, schema: Schema = Schema.COMMUN) -> list[Regle]:
    with pytest.raises(RetourInvalide) as refus:
        ecrire(envoi, schema)
    return [faute.regle for faute in refus.value.fautes]


@pytest.mark.parametrize("schema", Schema)
def test_un_envoi_prepare_est_valide_pour_les_schemas_officiels(schema: Schema) -> None:
    assert refus_officiels(ecrire(_envoi(schema), schema), schema) == []


def test_l_en_tete_du_fichier() -> None:
    xml = ecrire(_envoi(), Schema.COMMUN)
    texte = xml.decode("iso-8859-15")
    assert texte.startswith(
        '<?xml version="1.0" encoding="ISO-8859-15"?>\n<IMPORT_ELEVES VERSION="3.1">'
    )
    assert "<UAJ>0590001A</UAJ>" in texte
    assert "<DATE_IMPORT>03/07/2026</DATE_IMPORT>" in texte
    assert "<NUM_ENVOI>12</NUM_ENVOI>" in texte
    assert "<LOGICIEL>DOSSIERSCO</LOGICIEL>" in texte


@pytest.mark.parametrize(("schema", "version"), [("commun", "3.1"), ("3.1", "3.1"), ("4.0", "4.0")])
def test_la_version_de_la_racine(schema: str, version: str) -> None:
    xml = ecrire(_envoi(Schema(schema)), Schema(schema))
    assert f'VERSION="{version}"'.encode() in xml


def test_les_caracteres_de_l_iso_8859_15_sont_ecrits_tels_quels() -> None:
    envoi = _envoi()
    envoi.eleves[0]["NOM_DE_FAMILLE"] = "ŒŸŠŽ€ D'ÉÀ & <FILS>"
    xml = ecrire(envoi, Schema.COMMUN)
    assert "ŒŸŠŽ€ D'ÉÀ &amp; &lt;FILS&gt;".encode("iso-8859-15") in xml
    assert b"&#" not in xml


@pytest.mark.parametrize("texte", ["ŁUCJA", "L’OUTRE", "A\x00B", "A\nB", "A\x85B", "A\rB"])
def test_un_caractere_que_le_fichier_ne_peut_porter_n_est_jamais_ecrit(texte: str) -> None:
    envoi = _envoi()
    envoi.eleves[0]["NOM_DE_FAMILLE"] = texte
    assert _fautes(envoi) == [Regle.CARACTERE]


def test_une_valeur_sans_place_dans_le_schema_n_est_pas_perdue_en_silence() -> None:
    envoi = _envoi()
    envoi.personnes[0]["ENFANT_A_CHARGE"] = "2"
    assert _fautes(envoi) == [Regle.INCONNUE]
    envoi.personnes[0].pop("ENFANT_A_CHARGE")
    envoi.eleves[0]["VILLE_NAISS"] = "LILLE"
    assert _fautes(envoi) == [Regle.INCONNUE]


def test_le_vide_est_omis_sauf_les_listes_obligatoires() -> None:
    envoi = _envoi()
    envoi.eleves[0]["SCOLARITE_ACTIVE"]["OPTIONS"] = {}
    texte = ecrire(envoi, Schema.COMMUN).decode("iso-8859-15")
    assert "<OPTIONS/>" in texte and "<OPTIONS_AN_DERNIER/>" in texte
    assert "<CONTACT>" not in texte and "TEL_PERSONNEL" not in texte


def test_sans_eleve_rien_ne_sort() -> None:
    vide = replace(_envoi(), personnes=[], eleves=[])
    assert set(_fautes(vide)) == {Regle.OBLIGATOIRE}


def test_une_reference_sans_personne_est_une_erreur_grave() -> None:
    envoi = _envoi()
    envoi.personnes[0]["ID_PRV_PER"] = "2"
    assert sorted(_fautes(envoi)) == [Regle.ORPHELINE, Regle.REFERENCE]


@pytest.mark.parametrize("schema", Schema)
def test_deux_personnes_ne_partagent_pas_un_numero(schema: Schema) -> None:
    envoi = _envoi(schema)
    envoi.personnes.append(envoi.personnes[0])
    assert _fautes(envoi, schema) == [Regle.UNICITE]


def test_deux_eleves_ne_partagent_ni_numero_ni_ine() -> None:
    envoi = _envoi()
    envoi.eleves.append(envoi.eleves[0])
    assert _fautes(envoi) == [Regle.UNICITE, Regle.UNICITE]


def test_deux_freres_partagent_une_personne() -> None:
    envoi = _envoi()
    envoi.eleves.append({**envoi.eleves[0], "ID_PRV_ELE": "8", "ID_NATIONAL": "012345678AC"})
    assert ecrire(envoi, Schema.COMMUN).count(b"<PERSONNE>") == 1


def test_une_personne_n_est_pas_deux_fois_responsable_du_meme_eleve() -> None:
    envoi = _envoi()
    responsables = envoi.eleves[0]["RESPONSABLES_ELEVE"]
    responsables["CONTACT"] = [{"ID_PRV_PER": "1", "CODE_PARENTE": "10"}]
    assert _fautes(envoi) == [Regle.DEUX_FOIS]


def test_une_option_n_est_pas_deux_fois_dans_la_liste() -> None:
    envoi = _envoi()
    options = envoi.eleves[0]["SCOLARITE_ACTIVE"]["OPTIONS"]["OPTION"]
    options.append(options[0])
    assert _fautes(envoi) == [Regle.OPTION_EN_DOUBLE]


@pytest.mark.parametrize(("schema", "permis"), [("commun", False), ("3.1", False), ("4.0", True)])
def test_les_numeros_ne_depassent_99999_qu_en_4_0(schema: str, permis: bool) -> None:
    envoi = _envoi(Schema(schema))
    envoi.eleves[0]["ID_PRV_ELE"] = "100000"
    if permis:
        assert ecrire(envoi, Schema(schema))
    else:
        assert _fautes(envoi, Schema(schema)) == [Regle.MOTIF]


# ─── Vérifier un fichier venu d'ailleurs ───────────────────────────────────────────────────────


def _regles(xml: bytes) -> set[Regle]:
    return {faute.regle for faute in verifier(xml, Schema.COMMUN)}


def _modele() -> bytes:
    return ecrire(_envoi(), Schema.COMMUN)


def test_un_xml_casse_est_illisible() -> None:
    assert _regles(_modele()[:-5]) == {Regle.ILLISIBLE}
    assert _regles(b"") == {Regle.ILLISIBLE}


def test_une_autre_racine_n_est_pas_un_fichier_d_import() -> None:
    autre = b'<?xml version="1.0" encoding="ISO-8859-15"?><BEE_ELEVES VERSION="3.1"/>'
    assert _regles(autre) == {Regle.INCONNUE}


def test_une_reference_de_caractere_est_refusee() -> None:
    assert _regles(_modele().replace(b">Awa<", b">A&#119;a<")) == {Regle.REFERENCE_DE_CARACTERE}


def test_un_autre_encodage_est_refuse() -> None:
    en_utf8 = _modele().decode("iso-8859-15").replace("ISO-8859-15", "UTF-8").encode()
    assert _regles(en_utf8) == {Regle.ENCODAGE}


def test_une_declaration_de_type_est_refusee_et_ses_entites_ne_sont_pas_lues() -> None:
    piege = b'<!DOCTYPE IMPORT_ELEVES [<!ENTITY e SYSTEM "file:///etc/hostname">]>\n<IMPORT_ELEVES'
    avec_dtd = _modele().replace(b"<IMPORT_ELEVES", piege, 1).replace(b">Awa<", b">&e;<")
    assert Regle.ILLISIBLE in _regles(avec_dtd)


def test_deux_reponses_a_un_choix_sont_refusees() -> None:
    rne = b"<CODE_RNE>0590001A</CODE_RNE>"
    xml = _modele().replace(rne, rne + b"<CODE_DEPARTEMENT>059</CODE_DEPARTEMENT>")
    (faute,) = verifier(xml, Schema.COMMUN)
    assert (faute.regle, faute.balise) == (Regle.CHOIX, "CODE_DEPARTEMENT")


def test_une_autre_version_est_refusee() -> None:
    assert _regles(_modele().replace(b'VERSION="3.1"', b'VERSION="3.0"')) == {Regle.VERSION}


def test_une_faute_dit_sa_ligne_son_chemin_et_que_faire() -> None:
    xml = _modele().replace(b"<CODE_SEXE>2<", b"<CODE_SEXE>22<")
    (faute,) = verifier(xml, Schema.COMMUN)
    assert faute.chemin == "/IMPORT_ELEVES/DONNEES/ELEVES/ELEVE/CODE_SEXE"
    assert xml.splitlines()[faute.ligne - 1].strip() == b"<CODE_SEXE>22</CODE_SEXE>"
    assert "exactement 1 caractère" in faute.message


# ─── Le nom et le zip ──────────────────────────────────────────────────────────────────────────


def test_le_nom_du_fichier_porte_l_uai_l_annee_et_l_heure_sur_24_heures() -> None:
    instant = datetime(2026, 7, 3, 17, 5, 9, tzinfo=UTC)
    assert retour.nom_fichier("0590001a", "2026", instant) == "0590001APRIVE2026260703170509"


@pytest.mark.parametrize(
    ("uai", "annee"), [("059", "2026"), ("0590001A", "26"), ("../00001", "2026")]
)
def test_un_uai_ou_une_annee_mal_formes_ne_donnent_pas_de_nom(uai: str, annee: str) -> None:
    with pytest.raises(ValueError, match="mal formés"):
        retour.nom_fichier(uai, annee, datetime(2026, 7, 3, tzinfo=UTC))


def test_le_zip_contient_un_seul_fichier_du_meme_nom() -> None:
    contenu = retour.zipper("0590001APRIVE2026260703170509", b"<IMPORT_ELEVES/>")
    with zipfile.ZipFile(io.BytesIO(contenu)) as archive:
        assert archive.namelist() == ["0590001APRIVE2026260703170509.xml"]
        assert archive.read(archive.namelist()[0]) == b"<IMPORT_ELEVES/>"
    assert contenu == retour.zipper("0590001APRIVE2026260703170509", b"<IMPORT_ELEVES/>")
