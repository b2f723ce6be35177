"""Les fichiers produits se relisent, et rien de ce qu'une famille écrit ne s'y exécute."""

import csv
import zipfile

import pytest
from python_calamine import CalamineWorkbook

from dossiersco.listes.ecriture import en_csv, en_xlsx, inoffensif

PIEGES = ("=1+1", "+33639980001", "-2", "@SUM(A1)", '=HYPERLINK("http://exemple.fr")', "\t=1")


def test_un_classeur_se_relit_tel_quel(tmp_path):
    chemin = tmp_path / "liste.xlsx"
    en_xlsx(chemin, "Essai", ["Nom", "Prénom"], [["Œuvrard", "Zoé"], ["", "Léa"]])
    feuille = CalamineWorkbook.from_path(str(chemin)).get_sheet_by_index(0)
    assert feuille.to_python() == [["Nom", "Prénom"], ["Œuvrard", "Zoé"], ["", "Léa"]]


def test_un_classeur_ne_porte_ni_formule_ni_lien(tmp_path):
    chemin = tmp_path / "liste.xlsx"
    en_xlsx(chemin, "Essai", ["Valeur"], [[piege] for piege in PIEGES])
    with zipfile.ZipFile(chemin) as archive:
        contenu = "".join(archive.read(nom).decode() for nom in archive.namelist())
    assert "<f>" not in contenu
    assert "<hyperlink " not in contenu


def test_un_classeur_s_imprime_une_page_de_large_titres_repetes(tmp_path):
    chemin = tmp_path / "liste.xlsx"
    en_xlsx(chemin, "Droits & refus", ["Nom"], [["Zoé"]])
    with zipfile.ZipFile(chemin) as archive:
        feuille = archive.read("xl/worksheets/sheet1.xml").decode()
        classeur = archive.read("xl/workbook.xml").decode()
    assert 'orientation="landscape"' in feuille and 'fitToHeight="0"' in feuille
    assert "Droits &amp;&amp; refus" in feuille
    assert "_xlnm.Print_Titles" in classeur


@pytest.mark.parametrize("piege", PIEGES)
def test_une_cellule_csv_piegee_commence_par_une_apostrophe(piege):
    assert inoffensif(piege) == f"'{piege}"


def test_une_valeur_ordinaire_reste_intacte():
    assert inoffensif("06 39 98 00 01") == "06 39 98 00 01"


def test_le_csv_s_ouvre_dans_excel_en_francais(tmp_path):
    chemin = tmp_path / "liste.csv"
    en_csv(chemin, "Essai", ["Nom"], [["Œuvrard; dit « Œu »"]])
    assert chemin.read_bytes().startswith(b"\xef\xbb\xbf")
    with chemin.open(encoding="utf-8-sig", newline="") as flux:
        assert list(csv.reader(flux, delimiter=";")) == [["Nom"], ["Œuvrard; dit « Œu »"]]


def test_une_liste_vide_a_ses_titres(tmp_path):
    chemin = tmp_path / "liste.xlsx"
    en_xlsx(chemin, "Essai", ["Nom"], [])
    feuille = CalamineWorkbook.from_path(str(chemin)).get_sheet_by_index(0)
    assert feuille.to_python() == [["Nom"]]
