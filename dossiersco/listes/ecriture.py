"""Écrire une liste dans un fichier, ligne à ligne : la mémoire ne suit pas le nombre d'élèves."""

import csv
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import xlsxwriter

# Un tableur exécute une cellule qui commence ainsi. En CSV, une apostrophe l'en empêche.
DANGEREUX = ("=", "+", "-", "@", "\t", "\r", "\n")
# Excel lit alors le CSV en UTF-8 ; le point-virgule est son séparateur en français.
ENCODAGE, SEPARATEUR = "utf-8-sig", ";"
LARGEUR = 18
A4 = 9

Rangees = Iterable[Sequence[str]]


def en_xlsx(chemin: Path, titre: str, entetes: Sequence[str], rangees: Rangees) -> None:
    """Toute cellule est un texte : ni formule, ni lien, quoi qu'une famille ait écrit."""
    with xlsxwriter.Workbook(str(chemin), {"constant_memory": True}) as classeur:
        classeur.set_properties({"title": titre})
        feuille = classeur.add_worksheet("Liste")
        feuille.freeze_panes(1, 0)
        # Elle finit souvent sur un mur, sans ordinateur : une page de large, titres répétés.
        feuille.set_paper(A4)
        feuille.set_landscape()
        feuille.fit_to_pages(1, 0)
        feuille.repeat_rows(0)
        feuille.set_header(f"&L{titre.replace('&', '&&')}&R&P / &N")
        feuille.set_column(0, max(0, len(entetes) - 1), LARGEUR)
        gras = classeur.add_format({"bold": True})
        for colonne, entete in enumerate(entetes):
            feuille.write_string(0, colonne, entete, gras)
        rang = 0
        for rang, rangee in enumerate(rangees, start=1):
            for colonne, valeur in enumerate(rangee):
                feuille.write_string(rang, colonne, valeur)
        feuille.autofilter(0, 0, rang, max(0, len(entetes) - 1))


def en_csv(chemin: Path, _titre: str, entetes: Sequence[str], rangees: Rangees) -> None:
    with chemin.open("w", encoding=ENCODAGE, newline="") as flux:
        plume = csv.writer(flux, delimiter=SEPARATEUR)
        plume.writerow(entetes)
        plume.writerows([inoffensif(valeur) for valeur in rangee] for rangee in rangees)


def inoffensif(valeur: str) -> str:
    """ "=1+1" -> "'=1+1" : la cellule se lit, et ne s'exécute pas."""
    return f"'{valeur}" if valeur.startswith(DANGEREUX) else valeur


Plume = Callable[[Path, str, Sequence[str], Rangees], None]
PLUMES: dict[str, Plume] = {"xlsx": en_xlsx, "csv": en_csv}
