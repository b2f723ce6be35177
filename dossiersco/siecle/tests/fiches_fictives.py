"""De petites « Fiches élève complètes » inventées, dans les trois formats de classeur."""

import io
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from xml.sax.saxutils import escape

import pytest
import xlsxwriter
import xlwt

from dossiersco.siecle import tableur
from dossiersco.siecle.lus import Anomalie, FichierRefuse
from dossiersco.siecle.tests.exports_fictifs import codes, zip_de

Cellules = Sequence[Sequence[Any]]

COORDONNEES = [
    "Tél. Personnel",
    "Tél. Professionnel",
    "Tél. Portable",
    "Email",
    *(f"Ligne Adresse {n}" for n in range(1, 5)),
    "Lib. Postal",
    "Code Postal",
]
ENTETES = [
    "Sexe",
    "Pays Nat.",
    "Elève No Etab",
    "Num. Elève Etab",
    "Nom de famille",
    "Nom d'usage",
    "Prénom",
    "Prénom 2",
    "Prénom 3",
    "Date Naissance",
    "Doublement",
    "Id National",
    "Date Entrée",
    "Date Sortie",
    "Adhésion Transport",
    "Date Modification",
    "Autorisation Abs. Perm.",
    "Présence Doss. Médic.",
    "Ville Naiss. Etrangère",
    "Commune Naiss.",
    "Pays Naiss.",
    "Code Régime",
    "Lib. Régime",
    "Motif Sortie",
    "Code Circuit",
    "Lib. Circuit",
    "Code Bourse 1",
    "Lib. Bourse 1",
    "Code MEF",
    "Lib. MEF",
    "Code Structure",
    "Type Structure",
    "Lib. Structure",
    *(
        f"{nom} {n}"
        for n in range(1, 13)
        for nom in (
            "Clé Gestion Mat. Enseignée",
            "Lib. Mat. Enseignée",
            "Code Modalité Elect.",
            "Lib. Modalité Elect.",
        )
    ),
    *COORDONNEES,
    "Département",
    "Commune Etrangère",
    "Pays",
]
REPRESENTANT = [
    "Civilité",
    "Nom de famille",
    "Nom d'usage",
    "Prénom",
    "Lien Parenté",
    "Communication Adresse postale et courriel",
    *COORDONNEES,
    "Code Département",
    "Commune Etrangère",
    "Pays",
]
ENTETES += [f"{nom} Repr. Lég. {n}" for n in (1, 2) for nom in REPRESENTANT]

ELEVE: dict[str, Any] = {
    "Sexe": "F",
    "Pays Nat.": "FRANCE",
    "Elève No Etab": 8194.0,
    "Num. Elève Etab": "08194750999",
    "Nom de famille": "DIALLO",
    "Prénom": "Awa",
    "Date Naissance": date(2014, 3, 12),
    "Doublement": "N",
    "Id National": "123456789AB",
    "Adhésion Transport": "N",
    "Commune Naiss.": "LILLE",
    "Pays Naiss.": "FRANCE",
    "Code Régime": 2.0,
    "Lib. Régime": "DP DAN",
    "Code MEF": 10110001999,
    "Code Structure": "5A",
    "Type Structure": "D",
}
MERE: dict[str, Any] = {
    "Civilité": "MME",
    "Nom de famille": "DIALLO",
    "Prénom": "Fatou",
    "Lien Parenté": "MERE",
    "Tél. Portable": 639981122,
    "Email": "fatou@exemple.fr",
    "Communication Adresse postale et courriel": "O",
    "Ligne Adresse 1": "1 RUE DES LILAS",
    "Lib. Postal": "BOURG EN BRESSE",
    "Code Postal": 1000,
    "Code Département": 1,
    "Pays": "FRANCE",
}


def repr_leg(rang: int, **champs: Any) -> dict[str, Any]:
    """Les colonnes d'un représentant : la mère, changée par `champs` (None retire)."""
    lus = {**MERE, **{nom.replace("_", " "): valeur for nom, valeur in champs.items()}}
    return {f"{nom} Repr. Lég. {rang}": valeur for nom, valeur in lus.items()}


def rangees(*eleves: dict[str, Any], entetes: Sequence[str] = ENTETES) -> list[list[Any]]:
    """Les en-têtes, puis une ligne par élève ; ce qu'il ne dit pas vient d'ELEVE, None retire."""
    lignes = [[{**ELEVE, **eleve}.get(entete) for entete in entetes] for eleve in eleves]
    return [list(entetes), *lignes]


def xls(cellules: Cellules, feuille: str = "Sheet 1") -> bytes:
    classeur = xlwt.Workbook(encoding="utf-8")
    page, jour = classeur.add_sheet(feuille), xlwt.easyxf(num_format_str="DD/MM/YYYY")
    for rang, ligne in enumerate(cellules):
        for colonne, valeur in enumerate(ligne):
            if isinstance(valeur, date):
                page.write(rang, colonne, valeur, jour)
            elif valeur is not None:
                page.write(rang, colonne, valeur)
    tampon = io.BytesIO()
    classeur.save(tampon)
    return tampon.getvalue()


def xlsx(cellules: Cellules, feuille: str = "Elèves Complète") -> bytes:
    tampon = io.BytesIO()
    with xlsxwriter.Workbook(tampon, {"in_memory": True}) as classeur:
        page, jour = (
            classeur.add_worksheet(feuille),
            classeur.add_format({"num_format": "dd/mm/yyyy"}),
        )
        for rang, ligne in enumerate(cellules):
            for colonne, valeur in enumerate(ligne):
                if isinstance(valeur, date):
                    instant = datetime(valeur.year, valeur.month, valeur.day)  # noqa: DTZ001 (sans heure)
                    page.write_datetime(rang, colonne, instant, jour)
                elif valeur is not None:
                    page.write(rang, colonne, valeur)
    return tampon.getvalue()


def ods(cellules: Cellules, feuille: str = "Feuille1") -> bytes:
    """Comme LibreOffice : les vides se répètent jusqu'au bout de la feuille."""
    lignes = "".join(
        f"<table:table-row>{''.join(map(_cellule_ods, ligne))}"
        '<table:table-cell table:number-columns-repeated="16000"/></table:table-row>'
        for ligne in cellules
    )
    return ods_brut(
        f'<table:table table:name="{feuille}">{lignes}'
        '<table:table-row table:number-rows-repeated="1048000">'
        '<table:table-cell table:number-columns-repeated="16384"/></table:table-row></table:table>'
    )


def _cellule_ods(valeur: Any) -> str:
    if valeur is None:
        return "<table:table-cell/>"
    if isinstance(valeur, date):
        nature = f'office:value-type="date" office:date-value="{valeur.isoformat()}"'
    elif isinstance(valeur, int | float):
        nature = f'office:value-type="float" office:value="{valeur}"'
    else:
        nature = 'office:value-type="string"'
    return f"<table:table-cell {nature}><text:p>{escape(str(valeur))}</text:p></table:table-cell>"


def ods_brut(feuilles: str) -> bytes:
    espaces = " ".join(
        f'xmlns:{nom}="urn:oasis:names:tc:opendocument:xmlns:{nom}:1.0"'
        for nom in ("office", "table", "text")
    )
    contenu = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {espaces}><office:body>'
        f"<office:spreadsheet>{feuilles}</office:spreadsheet></office:body>"
        "</office:document-content>"
    )
    racine = "application/vnd.oasis.opendocument.spreadsheet"
    manifeste = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{racine}"/>'
        "</manifest:manifest>"
    )
    return zip_de(
        {
            "mimetype": racine.encode(),
            "content.xml": contenu.encode(),
            "META-INF/manifest.xml": manifeste.encode(),
        }
    )


FORMATS = {"xls": xls, "xlsx": xlsx, "ods": ods}


def ouvrir(octets: bytes, nom: str = "fiche.xls") -> tableur.Tableur:
    return tableur.ouvrir(io.BytesIO(octets), nom)


MATIERES = {"AGL1": "030201", "LATIN": "020300"}


def lire_eleves(octets: bytes, matieres=MATIERES):
    anomalies: list[Anomalie] = []
    return list(ouvrir(octets).eleves(anomalies.append, matieres)), codes(anomalies)


def lire_personnes(octets: bytes):
    """Les personnes, les liens, et les codes des anomalies des deux."""
    anomalies: list[Anomalie] = []
    fiche = ouvrir(octets)
    personnes = list(fiche.personnes(anomalies.append))
    return personnes, list(fiche.liens(anomalies.append)), codes(anomalies)


def refus(octets: bytes) -> str:
    with pytest.raises(FichierRefuse) as erreur:
        ouvrir(octets)
    return str(erreur.value).replace("\u00a0", " ")
