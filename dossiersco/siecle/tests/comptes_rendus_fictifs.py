"""Fabriquer des comptes rendus comme SIECLE en imprimerait : texte placé, cellules coupées."""

import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from textwrap import wrap

import pikepdf

from dossiersco.siecle.banc.compte_rendu import Ligne, Section

TITRE = "Compte Rendu de l'import du privé"
TITRES = {
    Section.PERSONNES_REJETEES: "1 - Responsables rejetés",
    Section.PERSONNES_EN_ANOMALIE: "2 - Responsables importés avec anomalies",
    Section.PERSONNES_NOTES: "3 - Informations sur les responsables importés",
    Section.ELEVES_REJETES: "4 - Élèves rejetés",
    Section.ELEVES_EN_ANOMALIE: "5 - Élèves importés avec anomalies",
    Section.ELEVES_NOTES: "6 - Informations sur les élèves importés",
    Section.ELEVES_ABSENTS: "7 - Élèves de la base absents du fichier",
    Section.ELEVES_MODIFIES: "8 - Élèves modifiés ou ajoutés",
}
HAUT, BAS, INTERLIGNE, CORPS = 595, 50, 10, 8


@dataclass
class Mise:
    """La mise en page. `colonnes` : (titre, gauche, combien de signes y tiennent)."""

    uai: str = "0590181B"
    centre: bool = False
    entete_centre: bool = False
    colonnes: Sequence[tuple[str, int, int]] = (
        ("Division", 40, 8),
        ("Nom prénom", 100, 26),
        ("Identifiants", 240, 16),
        ("Anomalie", 330, 60),
        ("Code", 620, 12),
    )
    haut_de_page: Sequence[str] = ()


@dataclass
class _Feuilles:
    mise: Mise
    pages: list[list[str]] = field(default_factory=list)
    y: float = 0

    def nouvelle(self) -> None:
        self.pages.append([])
        self.y = HAUT - 40
        self.ecrire(40, f"{TITRE} - établissement {self.mise.uai}")
        for texte in self.mise.haut_de_page:
            self.descendre()
            self.ecrire(40, texte)
        self.descendre(2)

    def descendre(self, lignes: float = 1) -> None:
        self.y -= INTERLIGNE * lignes

    def ecrire(self, x: float, texte: str, y: float | None = None) -> None:
        octets = texte.encode("cp1252").replace(b"\\", b"\\\\")
        octets = octets.replace(b"(", b"\\(").replace(b")", b"\\)")
        place = f"BT /F1 {CORPS} Tf 1 0 0 1 {x} {self.y if y is None else y} Tm ("
        self.pages[-1].append(place + octets.decode("latin-1") + ") Tj ET")


def compte_rendu(lignes: Sequence[Ligne], mise: Mise | None = None) -> bytes:
    feuilles = _Feuilles(mise or Mise())
    feuilles.nouvelle()
    for section, titre in TITRES.items():
        siennes = [ligne for ligne in lignes if ligne.section is section]
        feuilles.descendre(2)
        if feuilles.y < BAS + 60:
            feuilles.nouvelle()
        feuilles.ecrire(40, titre)
        feuilles.descendre(2)
        if not siennes:
            feuilles.ecrire(40, "Aucun enregistrement")
            continue
        _entetes(feuilles)
        for ligne in siennes:
            _ligne(feuilles, ligne)
    return relier(_avec_pieds(feuilles))


def _entetes(feuilles: _Feuilles) -> None:
    decale = 20 if feuilles.mise.entete_centre else 0
    for rang, (titre, gauche, _) in enumerate(feuilles.mise.colonnes):
        feuilles.ecrire(gauche + (decale if rang >= 3 else 0), titre)
    feuilles.descendre(1.5)


def _ligne(feuilles: _Feuilles, ligne: Ligne) -> None:
    textes = (ligne.division, ligne.nom, ligne.identifiants, ligne.anomalie, ligne.code)
    cellules = [
        wrap(texte, largeur) or [""]
        for texte, (_, _, largeur) in zip(textes, feuilles.mise.colonnes, strict=True)
    ]
    hauteur = max(len(cellule) for cellule in cellules)
    if feuilles.y - hauteur * INTERLIGNE < BAS:
        feuilles.nouvelle()
        _entetes(feuilles)
    for cellule, (_, gauche, _) in zip(cellules, feuilles.mise.colonnes, strict=True):
        marge = (hauteur - len(cellule)) / 2 if feuilles.mise.centre else 0
        for rang, texte in enumerate(cellule):
            feuilles.ecrire(gauche, texte, feuilles.y - (marge + rang) * INTERLIGNE)
    feuilles.descendre(hauteur + 0.4)


def _avec_pieds(feuilles: _Feuilles) -> list[bytes]:
    total = len(feuilles.pages)
    contenus = []
    for numero, page in enumerate(feuilles.pages, 1):
        pied = f"BT /F1 {CORPS} Tf 1 0 0 1 400 30 Tm (Page {numero}/{total}) Tj ET"
        contenus.append("\n".join([*page, pied]).encode("latin-1"))
    return contenus


def relier(contenus: Sequence[bytes], **options: object) -> bytes:
    """Un PDF dont chaque page porte ce contenu, en Helvetica."""
    document = pikepdf.new()
    police = pikepdf.Dictionary(
        Type=pikepdf.Name.Font,
        Subtype=pikepdf.Name.Type1,
        BaseFont=pikepdf.Name.Helvetica,
        Encoding=pikepdf.Name.WinAnsiEncoding,
    )
    for contenu in contenus:
        page = document.add_blank_page(page_size=(842, HAUT))
        page.obj.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=police))
        page.obj.Contents = document.make_stream(contenu)
    sortie = io.BytesIO()
    document.save(sortie, **options)
    return sortie.getvalue()
