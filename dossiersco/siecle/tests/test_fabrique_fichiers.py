"""Les cinq zip d'un collège fabriqué ont la forme de ceux de SIECLE."""

import re
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from lxml import etree

from dossiersco.siecle.fabrique import College, ecrire, ecrire_flux, fabriquer
from dossiersco.siecle.lus import EXPORTS_XML, TypeExport

RACINES = {
    "Nomenclature": ("BEE_NOMENCLATURES", "3.1"),
    "Structures": ("BEE_STRUCTURES", "2.0"),
    "Communs": ("BEE_COMMUN", "1.7"),
    "ElevesAvecAdresses": ("BEE_ELEVES", "3.0"),
    "ResponsablesAvecAdresses": ("BEE_RESPONSABLES", "2.1"),
}


@pytest.fixture(scope="module")
def college() -> College:
    return fabriquer(uai="0590181B", annee=2026, eleves=600, graine=1)


@pytest.fixture(scope="module")
def chemins(college: College, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    return ecrire(college, tmp_path_factory.mktemp("siecle") / "exports")


def octets(college: College, type_export: TypeExport) -> bytes:
    flux = BytesIO()
    ecrire_flux(college, type_export, flux)
    return flux.getvalue()


def test_il_y_a_cinq_zip_nommes_comme_ceux_de_siecle(chemins):
    assert [chemin.name for chemin in chemins] == [f"ExportXML_{nom}.zip" for nom in RACINES]
    assert all(chemin.is_file() for chemin in chemins)


def test_chaque_zip_a_un_seul_xml_bien_forme_qui_dit_son_uai_et_son_annee(chemins):
    for chemin, (nom, (racine, version)) in zip(chemins, RACINES.items(), strict=True):
        with ZipFile(chemin) as archive:
            assert archive.namelist() == [f"{nom}.xml"]
            document = etree.fromstring(archive.read(f"{nom}.xml"))
        assert (document.tag, document.get("VERSION")) == (racine, version)
        assert document.findtext("PARAMETRES/UAJ") == "0590181B"
        assert document.findtext("PARAMETRES/ANNEE_SCOLAIRE") == "2026"
        assert document.findtext("PARAMETRES/HORODATAGE") == "15/06/2026 19:32:07"


def test_la_meme_graine_donne_les_memes_octets(chemins, tmp_path):
    encore = ecrire(fabriquer(uai="0590181B", annee=2026, eleves=600, graine=1), tmp_path)
    assert [c.read_bytes() for c in encore] == [c.read_bytes() for c in chemins]


@pytest.mark.parametrize("autre", [{"graine": 2}, {"uai": "0590182C"}, {"annee": 2027}])
def test_une_autre_graine_un_autre_uai_ou_une_autre_annee_donnent_d_autres_gens(autre):
    arguments = {"uai": "0590181B", "annee": 2026, "eleves": 20, "graine": 1}
    premier, second = fabriquer(**arguments), fabriquer(**(arguments | autre))
    assert octets(premier, TypeExport.RESPONSABLES) != octets(second, TypeExport.RESPONSABLES)
    assert premier.personnes != second.personnes


def test_ecrire_deux_fois_remplace(tmp_path):
    ecrire(fabriquer(eleves=3, graine=1), tmp_path)
    second = fabriquer(eleves=3, graine=2)
    chemin = ecrire(second, tmp_path)[3]
    with ZipFile(chemin) as archive:
        assert archive.read("ElevesAvecAdresses.xml") == octets(second, TypeExport.ELEVES)


def test_la_declaration_et_l_indentation_sont_celles_de_siecle(college):
    lignes = octets(college, TypeExport.ELEVES).split(b"\n")
    assert lignes[0] == b'<?xml version="1.0" encoding="ISO-8859-15"?>'
    assert lignes[1:4] == [
        b'<BEE_ELEVES VERSION="3.0">',
        b"  <PARAMETRES>",
        b"    <UAJ>0590181B</UAJ>",
    ]


def test_communs_finit_ses_lignes_comme_windows_et_les_autres_non(college):
    for type_export in EXPORTS_XML:
        fins = octets(college, type_export).count(b"\r\n")
        assert (fins > 0) == (type_export is TypeExport.COMMUNS)


def test_les_lettres_propres_a_l_iso_8859_15_y_sont_en_un_octet(college):
    document = octets(college, TypeExport.ELEVES) + octets(college, TypeExport.RESPONSABLES)
    for lettre, octet in {
        "€": 0xA4,
        "Š": 0xA6,
        "š": 0xA8,
        "Ž": 0xB4,
        "Œ": 0xBC,
        "œ": 0xBD,
        "Ÿ": 0xBE,
    }.items():
        assert bytes([octet]) in document, lettre
    assert b"&#" not in document
    assert "Sacré-Cœur" in document.decode("iso-8859-15")


def test_une_lettre_hors_de_l_encodage_est_refusee(college):
    eleve = college.eleves[0]
    polonais = replace(eleve, photo=eleve.photo | {"NOM_DE_FAMILLE": "WAŁĘSKA"})
    with pytest.raises(UnicodeEncodeError):
        octets(replace(college, eleves=(polonais,)), TypeExport.ELEVES)


def test_ce_que_xml_reserve_est_echappe(college):
    eleve = college.eleves[0]
    piege = replace(eleve, photo=eleve.photo | {"NOM_DE_FAMILLE": "A<B & C", "ELENOET": 'a"<b'})
    document = etree.fromstring(octets(replace(college, eleves=(piege,)), TypeExport.ELEVES))
    assert document.findtext("DONNEES/ELEVES/ELEVE/NOM_DE_FAMILLE") == "A<B & C"
    assert document.find("DONNEES/ELEVES/ELEVE").get("ELENOET") == 'a"<b'


def test_une_valeur_absente_l_est_des_quatre_facons_de_siecle(college):
    document = octets(college, TypeExport.ELEVES)
    assert b"<VILLE_NAISS></VILLE_NAISS>" in document
    assert b"<VILLE_NAISS/>" in document
    assert b"<VILLE_NAISS>     </VILLE_NAISS>" in document
    assert document.count(b"<VILLE_NAISS") < len(college.eleves)


def test_des_valeurs_sont_rembourrees_d_espaces(college):
    assert re.search(rb"<VILLE_NAISS>[A-Z]+  </VILLE_NAISS>", octets(college, TypeExport.ELEVES))
    nomenclature = octets(college, TypeExport.NOMENCLATURE)
    assert b"<LIBELLE_COURT>ANGLAIS LV1         </LIBELLE_COURT>" in nomenclature
    assert b"<SPECIALITE>     </SPECIALITE>" in nomenclature


def test_les_booleens_de_2018_s_ecrivent_en_lettres_et_les_autres_en_chiffres(college):
    document = etree.fromstring(octets(college, TypeExport.RESPONSABLES))
    lien = document.find("DONNEES/RESPONSABLES/RESPONSABLE_ELEVE")
    assert lien.findtext("HEBERGE_ELEVE") in {"true", "false"}
    assert lien.findtext("PAIE_FRAIS_SCOLAIRES") in {"0", "1"}


def test_le_flux_de_l_appelant_reste_ouvert(college):
    flux = BytesIO()
    ecrire_flux(college, TypeExport.COMMUNS, flux)
    assert not flux.closed


def test_communs_donne_les_bornes_des_deux_annees(college):
    donnees = etree.fromstring(octets(college, TypeExport.COMMUNS)).find("DONNEES")
    assert donnees.findtext("ANNEE_SCOLAIRE/DATE_DEBUT_ELEVE") == "01/09/2026"
    assert donnees.findtext("ANNEE_SCOLAIRE/DATE_FIN_ELEVE") == "31/08/2027"
    assert donnees.findtext("ANNEE_SCOLAIRE_AD/DATE_DEBUT_ELEVE") == "01/09/2025"
    assert donnees.findtext("ANNEE_SCOLAIRE_AD/DATE_FIN_ELEVE") == "31/08/2026"


def test_une_adresse_partagee_n_est_ecrite_qu_une_fois(college):
    document = etree.fromstring(octets(college, TypeExport.RESPONSABLES))
    ecrites = [a.get("ADRESSE_ID") for a in document.iterfind("DONNEES/ADRESSES/ADRESSE")]
    demandees = [p.photo["ADRESSE_ID"] for p in college.personnes if "ADRESSE_ID" in p.photo]
    assert len(ecrites) == len(set(ecrites)) < len(demandees)
    assert set(ecrites) == set(demandees)
