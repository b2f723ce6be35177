"""Ce qu'un collège enseigne : formations (MEF), matières, programmes, options obligatoires."""

from dataclasses import dataclass
from functools import cache

from dossiersco.siecle.fabrique.codes import lignes
from dossiersco.siecle.lus import MatiereLue, MefLue, Nomenclature, Photo


@dataclass(frozen=True, slots=True)
class Niveau:
    """Un niveau du collège, sa MEF ordinaire et celle de ses élèves d'ULIS."""

    nom: str
    chiffre: str
    code_mef: str
    code_mef_ulis: str
    code_mefstat: str
    age: int
    options_obligatoires: int


NIVEAUX = (
    Niveau("6EME", "6", "10010012110", "1001001211U", "21110010012", 11, 1),
    Niveau("5EME", "5", "10110001110", "1011000111U", "21120010001", 12, 2),
    Niveau("4EME", "4", "10210001110", "1021000111U", "21130010001", 13, 2),
    Niveau("3EME", "3", "10310019110", "1031001911U", "21140010019", 14, 2),
)


@dataclass(frozen=True, slots=True)
class Matiere:
    code: str
    gestion: str
    libelle_court: str
    libelle_long: str

    @property
    def libelle_edition(self) -> str:
        return self.libelle_long.capitalize()


MATIERES = (
    Matiere("020300", "LCALA", "LCA LATIN", "LANGUES ET CULTURES DE L'ANTIQUITE LATIN"),
    Matiere("020400", "LCAGR", "LCA GREC", "LANGUES ET CULTURES DE L'ANTIQUITE GREC"),
    Matiere("020700", "FRANC", "FRANCAIS", "FRANCAIS"),
    Matiere("020C00", "LSF", "LANGUE DES SIGNES FR", "LANGUE DES SIGNES FRANCAIS"),
    Matiere("030101", "ALL1", "ALLEMAND LV1", "ALLEMAND LV1"),
    Matiere("030102", "ALL2", "ALLEMAND LV2", "ALLEMAND LV2"),
    Matiere("030201", "AGL1", "ANGLAIS LV1", "ANGLAIS LV1"),
    Matiere("030202", "AGL2", "ANGLAIS LV2", "ANGLAIS LV2"),
    Matiere("030602", "ESP2", "ESPAGNOL LV2", "ESPAGNOL LV2"),
    Matiere("030902", "ITA2", "ITALIEN LV2", "ITALIEN LV2"),
    Matiere("043700", "HI-GE", "HISTOIRE-GEOGRAPHIE", "HISTOIRE-GEOGRAPHIE"),
    Matiere("043800", "EMC", "ENS. MORAL & CIVIQUE", "ENSEIGNEMENT MORAL ET CIVIQUE"),
    Matiere("061300", "MATHS", "MATHEMATIQUES", "MATHEMATIQUES"),
    Matiere("062300", "PH-CH", "PHYSIQUE-CHIMIE", "PHYSIQUE-CHIMIE"),
    Matiere("062900", "SVT", "SCIENCES VIE & TERRE", "SCIENCES DE LA VIE ET DE LA TERRE"),
    Matiere("070800", "TECHN", "TECHNOLOGIE", "TECHNOLOGIE"),
    Matiere("081300", "EDMUS", "EDUCATION MUSICALE", "EDUCATION MUSICALE"),
    Matiere("084100", "CHCHO", "CHANT CHORAL", "CHANT CHORAL"),
    Matiere("090100", "A-PLA", "ARTS PLASTIQUES", "ARTS PLASTIQUES"),
    Matiere("100100", "EPS", "ED.PHYSIQUE & SPORT.", "EDUCATION PHYSIQUE ET SPORTIVE"),
    Matiere("102900", "EPSSS", "SECTION SPORTIVE", "EPS SECTION SPORTIVE"),
)
GESTION = {matiere.gestion: matiere.code for matiere in MATIERES}

TRONC_COMMUN = {
    "FRANC": "4.50",
    "MATHS": "3.50",
    "HI-GE": "3.00",
    "EMC": "0.50",
    "SVT": "1.50",
    "PH-CH": "1.50",
    "TECHN": "1.00",
    "A-PLA": "1.00",
    "EDMUS": "1.00",
    "EPS": "3.00",
}
HORAIRES_OPTIONS = {"AGL1": "4.00", "ALL1": "4.00", "LCALA": "2.00", "LCAGR": "1.00"}

# Deux langues vivantes 1 forment la classe bilangue : chacune est permise aux deux rangs.
OBLIGATOIRES: dict[int, dict[str, tuple[int, ...]]] = {
    1: {"AGL1": (1,), "ALL1": (1,)},
    2: {"AGL1": (1, 2), "ALL1": (1, 2), "AGL2": (2,), "ALL2": (2,), "ESP2": (2,), "ITA2": (2,)},
}
# L'EPS et l'éducation musicale sont à la fois du tronc commun et des options facultatives.
FACULTATIVES = {
    "6EME": ("ALL2", "CHCHO", "EPSSS", "EPS", "LSF"),
    "5EME": ("LCALA", "CHCHO", "EPSSS", "EPS", "LSF"),
    "4EME": ("LCALA", "CHCHO", "EPSSS", "EDMUS"),
    "3EME": ("LCALA", "LCAGR", "CHCHO", "EPSSS", "EDMUS"),
}

MEF_FERMEE: Photo = {
    "FORMATION": "6BIL",
    "LIBELLE_LONG": "6EME BILANGUE DE CONTINUITE",
    "STATUT_MEF": "1",
    "CODE_MEFSTAT": "21110010011",
    "INSCRIPTION_ETAB": "0",
    "MEF_ORIGINE": "1",
    "MEF_SELECTIONNE": "0",
    "MEF_SELORIG": "1",
    "DATE_OUVERTURE": "01/09/2005",
    "DATE_FERMETURE": "31/08/2016",
}
MEF_INDETERMINEE: Photo = MEF_FERMEE | {
    "FORMATION": "INDET",
    "LIBELLE_LONG": "FORMATION INDETERMINEE",
    "STATUT_MEF": "3",
    "CODE_MEFSTAT": "99990099999",
    "NB_OPT_OBLIG": "0",
    "NB_OPT_MINI": "0",
    "DATE_OUVERTURE": "01/09/1989",
    "DATE_FERMETURE": "31/12/9999",
}

# Nom de la table de `codes/` -> (bloc, ligne, attribut clé) dans le fichier.
TABLES = {
    "modalites_election": ("MODALITES_ELECTION", "MODALITE_ELECTION", "CODE_MODALITE_ELECT"),
    "regimes": ("REGIMES", "REGIME", "CODE_REGIME"),
    "parentes": ("LIENS_PARENTE", "LIEN_PARENTE", "CODE_PARENTE"),
    "niveaux_responsabilite": (
        "NIVEAUX_RESPONSABILITE",
        "N_NIVEAU_RESPONSABILITE",
        "NIVEAU_RESPONSABILITE",
    ),
    "bourses": ("BOURSES", "BOURSE", "CODE_BOURSE"),
    "professions_pcs": ("PROFESSIONS", "PROFESSION", "CODE_PROFESSION"),
    "provenances": ("PROVENANCES", "PROVENANCE", "CODE_PROVENANCE"),
    "motifs_sortie": ("MOTIFS_SORTIE", "MOTIF_SORTIE", "CODE_MOTIF_SORTIE"),
    "statuts": ("STATUTS_ELEVE", "STATUT_ELEVE", "CODE_STATUT"),
    "contrats": ("CONTRATS", "CONTRAT", "CODE_CONTRAT"),
    "types_etablissement": ("TYPES_ETABLISSEMENT", "TYPE_ETABLISSEMENT", "CODE_TYPE_ETAB"),
    "civilites": ("CIVILITES", "CIVILITE", "CODE_CIVILITE"),
    "modalites_cours": ("MODALITES_COURS", "MODALITE_COURS", "CODE_MODALITE_COURS"),
}


def horaire(code_matiere: str, modalite: str) -> str:
    """Heures par semaine, avec deux décimales."""
    gestion = next(matiere.gestion for matiere in MATIERES if matiere.code == code_matiere)
    if modalite == "S":
        return TRONC_COMMUN[gestion]
    return HORAIRES_OPTIONS.get(gestion, "2.50")


@cache
def nomenclature() -> Nomenclature:
    """La même pour tous les collèges. Un libellé est celui d'édition, sinon le long."""
    return Nomenclature(
        mefs=tuple(_mefs()),
        matieres=tuple(MatiereLue(m.code, m.gestion, m.libelle_edition) for m in MATIERES),
        programmes=tuple(_programmes()),
        options_obligatoires=tuple(_options_obligatoires()),
        tables={
            table: {
                ligne["code"]: ligne.get("libelle_edition") or ligne["libelle_long"]
                for ligne in lignes(table)
            }
            for table in TABLES
        },
    )


def _mefs() -> list[MefLue]:
    mefs = []
    for niveau in NIVEAUX:
        mefs.append(MefLue(niveau.code_mef, _mef(niveau.code_mef, niveau)))
        # L'ULIS a le libellé de son niveau, et pas de libellé d'édition : comme dans la vraie.
        ulis = _mef(niveau.code_mef, niveau) | {"FORMATION": f"{niveau.chiffre}ULIS"}
        del ulis["LIBELLE_EDITION"]
        ulis |= {"NB_OPT_OBLIG": "1", "NB_OPT_MINI": "1"}
        mefs.append(MefLue(niveau.code_mef_ulis, ulis))
    mefs.append(MefLue("10010011110", MEF_FERMEE))
    mefs.append(MefLue("99999999990", MEF_INDETERMINEE))
    return mefs


def _mef(rattachement: str, niveau: Niveau) -> Photo:
    return {
        "FORMATION": niveau.nom,
        "LIBELLE_LONG": niveau.nom,
        "LIBELLE_EDITION": niveau.nom.replace("EME", "ème"),
        "STATUT_MEF": "1",
        "MEF_RATTACHEMENT": rattachement,
        "CODE_MEFSTAT": niveau.code_mefstat,
        "NB_OPT_OBLIG": str(niveau.options_obligatoires),
        "NB_OPT_MINI": str(niveau.options_obligatoires),
        "RENFORCEMENT_LANGUES": "0",
        "INSCRIPTION_ETAB": "1",
        "MEF_ORIGINE": "1",
        "MEF_SELECTIONNE": "1",
        "MEF_SELORIG": "1",
        "DATE_OUVERTURE": "01/09/2016",
        "DATE_FERMETURE": "31/12/9999",
    }


def _programmes() -> list[tuple[str, str, str]]:
    programmes = []
    for niveau in NIVEAUX:
        obligatoires = OBLIGATOIRES[niveau.options_obligatoires]
        for mef in (niveau.code_mef, niveau.code_mef_ulis):
            programmes += [(mef, GESTION[gestion], "S") for gestion in TRONC_COMMUN]
            programmes += [(mef, GESTION[gestion], "O") for gestion in obligatoires]
            programmes += [(mef, GESTION[gestion], "F") for gestion in FACULTATIVES[niveau.nom]]
    return programmes


def _options_obligatoires() -> list[tuple[str, str, int]]:
    return [
        (mef, GESTION[gestion], rang)
        for niveau in NIVEAUX
        for mef in (niveau.code_mef, niveau.code_mef_ulis)
        for gestion, rangs in OBLIGATOIRES[niveau.options_obligatoires].items()
        for rang in rangs
    ]
