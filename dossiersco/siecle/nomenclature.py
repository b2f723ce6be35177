"""Lire la Nomenclature : formations (MEF), matières, programmes et tables de codes.

Les clés sont des attributs ; d'autres outils les écrivent en enfants.
Source : format SIECLE BEE §2.
"""

from dataclasses import dataclass, field

from dossiersco.siecle import lecture, vocabulaire
from dossiersco.siecle.anomalies import CodeAnomalie, Releve, Signaler
from dossiersco.siecle.champs import connus
from dossiersco.siecle.export import Export
from dossiersco.siecle.lus import MatiereLue, MefLue, Nomenclature, TypeExport
from dossiersco.siecle.noeuds import Noeud, Textes, identifiant, ligne, textes
from dossiersco.siecle.recolte import signaler_inconnus

CLE_MEF = frozenset({"CODE_MEF"})
LIBELLES = ("LIBELLE_EDITION", "LIBELLE_LONG", "LIBELLE_COURT")
LIBELLES_PCS = ("LIBELLE_LONG_PCS", "LIBELLE_COURT_PCS", *LIBELLES)


@dataclass(frozen=True, slots=True)
class Table:
    """Une petite table : son nom chez nous, la balise d'une ligne, la clé et ses autres noms."""

    nom: str
    ligne: str
    cles: tuple[str, ...]
    libelles: tuple[str, ...] = LIBELLES


TABLES = {
    "MODALITES_ELECTION": Table(
        "modalites_election", "MODALITE_ELECTION", ("CODE_MODALITE_ELECT",)
    ),
    "REGIMES": Table("regimes", "REGIME", ("CODE_REGIME", "CODE_REGIME2")),
    "LIENS_PARENTE": Table("parentes", "LIEN_PARENTE", ("CODE_PARENTE",)),
    "NIVEAUX_RESPONSABILITE": Table(
        "niveaux_responsabilite", "N_NIVEAU_RESPONSABILITE", ("NIVEAU_RESPONSABILITE",)
    ),
    "BOURSES": Table("bourses", "BOURSE", ("CODE_BOURSE",)),
    "PROFESSIONS": Table(
        "professions_pcs", "PROFESSION", ("CODE_PROFESSION", "CODE_PCS"), LIBELLES_PCS
    ),
    "PROVENANCES": Table("provenances", "PROVENANCE", ("CODE_PROVENANCE",)),
    "MOTIFS_SORTIE": Table("motifs_sortie", "MOTIF_SORTIE", ("CODE_MOTIF_SORTIE",)),
    "STATUTS_ELEVE": Table("statuts", "STATUT_ELEVE", ("CODE_STATUT", "CODE_STATUT_ELEVE")),
    "CONTRATS": Table("contrats", "CONTRAT", ("CODE_CONTRAT",)),
    "TYPES_ETABLISSEMENT": Table("types_etablissement", "TYPE_ETABLISSEMENT", ("CODE_TYPE_ETAB",)),
    "CIVILITES": Table("civilites", "CIVILITE", ("CODE_CIVILITE",)),
    "MODALITES_COURS": Table("modalites_cours", "MODALITE_COURS", ("CODE_MODALITE_COURS",)),
}
BLOCS = {bloc: frozenset({table.ligne}) for bloc, table in TABLES.items()} | {
    "MEFS": frozenset({"MEF"}),
    "MATIERES": frozenset({"MATIERE"}),
    "PROGRAMMES": frozenset({"PROGRAMME"}),
    "OPTIONS_OBLIGATOIRES": frozenset({"OPTION_OBLIGATOIRE"}),
}


@dataclass(slots=True)
class _Recolte:
    releve: Releve
    mefs: list[MefLue] = field(default_factory=list)
    matieres: list[MatiereLue] = field(default_factory=list)
    programmes: list[tuple[str, str, str]] = field(default_factory=list)
    options: list[tuple[str, str, int]] = field(default_factory=list)
    tables: dict[str, dict[str, str]] = field(default_factory=dict)

    def cle(self, noeud: Noeud, lus: Textes, *balises: str) -> str:
        """La clé de la ligne, ou "" avec une anomalie."""
        for balise in balises:
            if cle := identifiant(noeud, balise, lus):
                return cle
        self.releve.dire(
            CodeAnomalie.CODE_ABSENT,
            f"{noeud.tag} : il manque {balises[0]} ; la ligne est ignorée.",
            ligne=ligne(noeud),
        )
        return ""


def lire(export: Export, signaler: Signaler) -> Nomenclature:
    """Toute la Nomenclature, en une passe ; les lignes sans clé sont signalées et ignorées."""
    lecture.exiger(export, TypeExport.NOMENCLATURE)
    recolte = _Recolte(Releve(export.entete.fichier, signaler))
    signaler_inconnus(export.enregistrements, BLOCS, recolte.releve)
    for bloc, noeud in lecture.enregistrements(export):
        if noeud.tag not in BLOCS.get(bloc, ()):
            continue
        lecteur = LECTEURS.get(bloc)
        if lecteur is None:
            _table(TABLES[bloc], noeud, recolte)
        else:
            lecteur(noeud, recolte)
    return Nomenclature(
        tuple(recolte.mefs),
        tuple(recolte.matieres),
        tuple(recolte.programmes),
        tuple(recolte.options),
        recolte.tables,
    )


def _libelle(lus: Textes, ordre: tuple[str, ...]) -> str:
    return next((lus[balise] for balise in ordre if lus.get(balise)), "")


def _mef(noeud: Noeud, recolte: _Recolte) -> None:
    lus = textes(noeud)
    if code := recolte.cle(noeud, lus, "CODE_MEF"):
        photo = connus(noeud, lus, vocabulaire.MEF - CLE_MEF, recolte.releve, CLE_MEF)
        recolte.mefs.append(MefLue(code, photo))


def _matiere(noeud: Noeud, recolte: _Recolte) -> None:
    lus = textes(noeud)
    if code := recolte.cle(noeud, lus, "CODE_MATIERE"):
        libelle = _libelle(lus, LIBELLES)
        recolte.matieres.append(MatiereLue(code, lus.get("CODE_GESTION", ""), libelle))


def _programme(noeud: Noeud, recolte: _Recolte) -> None:
    lus = textes(noeud)
    cles = [
        recolte.cle(noeud, lus, balise)
        for balise in ("CODE_MEF", "CODE_MATIERE", "CODE_MODALITE_ELECT")
    ]
    if all(cles):
        recolte.programmes.append((cles[0], cles[1], cles[2]))


def _option(noeud: Noeud, recolte: _Recolte) -> None:
    lus = textes(noeud)
    mef = recolte.cle(noeud, lus, "CODE_MEF")
    matiere = recolte.cle(noeud, lus, "CODE_MATIERE")
    rang = identifiant(noeud, "RANG_OPTION", lus)
    if not mef or not matiere:
        return
    if not rang.isdecimal() or len(rang) > 3:
        recolte.releve.dire(
            CodeAnomalie.RANG_ILLISIBLE,
            f"Le rang « {rang} » de l’option {matiere} n’est pas un nombre : la ligne est ignorée.",
            ligne=ligne(noeud),
        )
        return
    recolte.options.append((mef, matiere, int(rang)))


def _table(table: Table, noeud: Noeud, recolte: _Recolte) -> None:
    lus = textes(noeud)
    if code := recolte.cle(noeud, lus, *table.cles):
        recolte.tables.setdefault(table.nom, {})[code] = _libelle(lus, table.libelles)


LECTEURS = {
    "MEFS": _mef,
    "MATIERES": _matiere,
    "PROGRAMMES": _programme,
    "OPTIONS_OBLIGATOIRES": _option,
}
