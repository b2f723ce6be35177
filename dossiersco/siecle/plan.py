"""Le plan d'un export : racine, en-tête et balises des enregistrements, et ce qu'il peut peser.

Rien ne reste dans l'arbre une fois lu, et rien ne peut y grossir sans finir : la passe qui lit un
export tient toujours en mémoire.
"""

from collections.abc import Iterator
from typing import cast

from lxml import etree

from dossiersco.siecle.lus import ExportSansUsage, FichierRefuse, TypeExport
from dossiersco.siecle.noeuds import Noeud

# Un élève complet tient en 5 Ko ; un enregistrement est gardé en mémoire le temps de sa lecture.
ENREGISTREMENT_MAX = 1024 * 1024
# Ce qui entoure les enregistrements : quelques blocs et l'en-tête. Un élément compte pour cent.
CHARPENTE_MAX = 100_000
BALISES_MAX = 200
PROFONDEUR_MAX = 50

A_LA_PLACE = (
    "Déposez l’un de ces exports XML : Nomenclature, Structures, Communs, Élèves ou Responsables "
    "(avec adresses)."
)
DEMESURE = (
    "Le fichier n’est pas bâti comme un export SIECLE : un élément est démesuré. "
    "Refaites l’export dans SIECLE et déposez-le tel quel."
)
SANS_USAGE = {
    "BEE_GEOGRAPHIQUE": "l’export Géographique, dont DossierSCO n’a pas besoin",
    "BEE_ETABLISSEMENTS": "l’export Établissements, dont DossierSCO n’a pas besoin",
    "BEE_ETABLISSEMENT": "l’export Établissements, dont DossierSCO n’a pas besoin",
}
NON_LUES = {
    "BEE_EPHC_ELEVES": "l’export Élèves d’un établissement privé hors contrat",
    "BEE_EPHC_RESPONSABLES": "l’export Responsables d’un établissement privé hors contrat",
    "STS_EDT": "un export de STS-Web (emploi du temps)",
    "IMPORT_ELEVES": "le fichier de retour destiné à SIECLE, pas un export de SIECLE",
}

_trop_profond = etree.XPath(f"boolean({'/*' * (PROFONDEUR_MAX + 1)})")


class Plan:
    """Ce qu'une passe apprend de la forme d'un export, et les bornes qu'elle lui impose."""

    def __init__(self, racine: Noeud) -> None:
        self.type = _type(racine.tag)
        self.version = (racine.get("VERSION") or "").strip()
        self.parametres: dict[str, str] = {}
        self.enregistrements: set[tuple[str, str]] = set()
        self._charpente = 0
        self._attente = 0

    def finis(
        self, racine: Noeud, octets: int, *, tout: bool = False
    ) -> Iterator[tuple[str, Noeud]]:
        """Les enregistrements que ces octets ont achevés : (bloc, nœud), ôtés de l'arbre ensuite.

        `tout` : l'analyse est finie, rien n'est plus en cours.
        """
        self._attente += octets
        if self._attente > ENREGISTREMENT_MAX or _trop_profond(racine):
            raise FichierRefuse(DEMESURE)
        for partie, finie in _enfants(racine, fini=tout):
            if partie.tag == "DONNEES":
                yield from self._de_donnees(partie, finie)
            elif finie:
                self._autre_partie(partie)
        self._oter(racine, fini=tout)

    def _de_donnees(self, donnees: Noeud, fini: bool) -> Iterator[tuple[str, Noeud]]:
        for bloc, bloc_fini in _enfants(donnees, fini=fini):
            nom = bloc.tag
            for noeud, noeud_fini in _enfants(bloc, fini=bloc_fini):
                if noeud_fini:
                    self._noter(nom, noeud.tag)
                    yield nom, noeud
            self._oter(bloc, fini=bloc_fini)
            if bloc_fini:
                self._alourdir(0)
        self._oter(donnees, fini=fini)

    def _noter(self, bloc: str, balise: str) -> None:
        self.enregistrements.add((bloc, balise))
        if len(self.enregistrements) > BALISES_MAX:
            raise FichierRefuse(DEMESURE)

    def _autre_partie(self, partie: Noeud) -> None:
        """PARAMETRES, d'ordinaire. La première valeur remplie d'une balise l'emporte."""
        for element in partie:
            texte = "".join(cast("Iterator[str]", element.itertext()))
            self._alourdir(len(texte))
            if partie.tag == "PARAMETRES" and texte.strip():
                self.parametres.setdefault(element.tag, texte.strip())
        self._alourdir(0)

    def _oter(self, parent: Noeud, *, fini: bool) -> None:
        """Le dernier enfant d'un parent ouvert reste : l'analyseur y écrit encore."""
        finis = len(parent) - (not fini)
        if finis > 0:
            del parent[:finis]
            self._attente = 0

    def _alourdir(self, poids: int) -> None:
        self._charpente += 100 + poids
        if self._charpente > CHARPENTE_MAX:
            raise FichierRefuse(DEMESURE)


def _enfants(parent: Noeud, *, fini: bool) -> Iterator[tuple[Noeud, bool]]:
    """Chaque enfant, et s'il est entier. D'un parent encore ouvert, le dernier ne l'est pas."""
    enfants = list(parent)
    for rang, enfant in enumerate(enfants, 1):
        yield enfant, fini or rang < len(enfants)


def _type(balise: str) -> TypeExport:
    if balise in SANS_USAGE:
        raise ExportSansUsage(f"Ce fichier ({balise}) est {SANS_USAGE[balise]}. {A_LA_PLACE}")
    if balise in NON_LUES:
        raise FichierRefuse(f"Ce fichier ({balise}) est {NON_LUES[balise]}. {A_LA_PLACE}")
    try:
        return TypeExport(balise)
    except ValueError:
        raise FichierRefuse(
            f"Ce fichier n’est pas un export de SIECLE (il commence par « {balise[:40]} »). "
            f"{A_LA_PLACE}"
        ) from None
