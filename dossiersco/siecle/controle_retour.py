"""Contrôler un fichier IMPORT_ELEVES, le nôtre ou celui d'un autre logiciel, avant de le déposer.

La forme d'abord (`retour.verifier`), puis tout ce qui se voit sans la base de l'établissement : le
nom du fichier, l'année, les règles de SIECLE qui ne regardent que la fiche.
"""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from lxml import etree

from dossiersco.siecle import archive, metier_retour, retour
from dossiersco.siecle.contexte_retour import ContexteRetour
from dossiersco.siecle.fautes import Faute, Regle
from dossiersco.siecle.lus import FichierRefuse
from dossiersco.siecle.noeuds import lire_import
from dossiersco.siecle.prevol import Annonce
from dossiersco.siecle.schema_import import Schema

NOM = re.compile(r"(\w{8})PRIVE([0-9]{4})[0-9]{12}")
NOM_DE_FICHIER = "NOM"
ILLISIBLE = (
    "Ce n’est ni un XML lisible, ni un zip qui en contient un seul : refaites le fichier dans le "
    "logiciel qui l’a produit."
)

# SIECLE les a acceptées de fichiers réels : on les dit, elles n'arrêtent rien.
SANS_DOMMAGE = frozenset({Regle.ENCODAGE, Regle.BLANC, Regle.REFERENCE_DE_CARACTERE})
INSTANCE = "XMLSchema-instance"


@dataclass(frozen=True, slots=True)
class Controle:
    """`refus` : SIECLE n'importerait rien. `degats` : il abîmerait des fiches, ou les rejetterait.

    `avis` : sans dommage, ou à vérifier. `annonces` : ce que le pré-vol dit des fiches du fichier.
    """

    schema: Schema
    refus: tuple[Faute, ...]
    degats: tuple[Faute, ...] = ()
    avis: tuple[Faute, ...] = ()
    personnes: int = 0
    eleves: int = 0
    annonces: tuple[Annonce, ...] = ()

    @property
    def deposable(self) -> bool:
        return not self.refus and not self.degats


def controler(
    fichier: bytes,
    nom: str,
    schema: Schema | None = None,
    contexte: ContexteRetour | None = None,
) -> Controle:
    """Tout ce qu'on trouve à redire de ce fichier, zip ou XML. Ne lève rien.

    `nom` : celui du fichier, que SIECLE contrôle. `schema` : à défaut, celui que dit VERSION.
    `contexte` : l'année et la nomenclature de l'établissement, quand on les a.
    """
    try:
        contenant = archive.ouvrir(io.BytesIO(fichier))
        with contenant.flux() as flux:
            xml = flux.read()
    except FichierRefuse:
        return _illisible(schema)
    racine = _lire(xml)
    if racine is None:
        return _illisible(schema)
    choisi = schema or _schema_dit(racine)
    forme = retour.verifier(xml, choisi)
    membre = contenant.membre.filename if contenant.membre else ""
    noms = list(_fautes_de_nom(racine, nom, membre))
    metier = metier_retour.examiner(racine, contexte or _annee_plausible(racine))
    en_zip = bool(membre)
    return Controle(
        choisi,
        refus=(*(f for f in forme if not sans_dommage(f)), *(noms if en_zip else ())),
        degats=metier.degats,
        avis=(*filter(sans_dommage, forme), *(() if en_zip else noms), *metier.avis),
        personnes=len(racine.findall("DONNEES/PERSONNES/PERSONNE")),
        eleves=len(racine.findall("DONNEES/ELEVES/ELEVE")),
        annonces=metier.annonces,
    )


def _illisible(schema: Schema | None) -> Controle:
    faute = Faute("/", None, "", Regle.ILLISIBLE, ILLISIBLE)
    return Controle(schema or Schema.COMMUN, (faute,))


def _lire(xml: bytes) -> etree._Element | None:
    try:
        return lire_import(xml)
    except (etree.XMLSyntaxError, ValueError):
        return None


def _schema_dit(racine: etree._Element) -> Schema:
    return Schema.V4_0 if racine.get("VERSION", "").startswith("4") else Schema.V3_1


def sans_dommage(faute: Faute) -> bool:
    """L'attribut qui nomme le schéma est inutile ; il n'a jamais fait refuser un fichier."""
    return faute.regle in SANS_DOMMAGE or (
        faute.regle == Regle.ATTRIBUT and INSTANCE in faute.message
    )


def _fautes_de_nom(racine: etree._Element, nom: str, membre: str) -> Iterator[Faute]:
    """SIECLE compare le zip, ce qu'il contient, l'année et l'établissement."""
    base = nom.rpartition(".")[0] or nom
    uai, annee = (
        (racine.findtext(f"PARAMETRES/{balise}") or "").strip()
        for balise in ("UAJ", "ANNEE_SCOLAIRE")
    )
    trouve = NOM.fullmatch(base)
    if trouve is None:
        yield _nom(f"« {nom} » devrait s’appeler <UAI>PRIVE<AAAA><AAMMJJhhmmss>.zip.")
    elif trouve[1].upper() != uai.upper():
        yield _nom(f"Le nom du fichier dit {trouve[1]} et son contenu {uai or 'aucun UAI'}.")
    elif trouve[2] != annee:
        yield _nom(f"Le nom du fichier dit l’année {trouve[2]} et son contenu {annee or 'aucune'}.")
    if membre and membre != f"{base}.xml":
        yield _nom(f"Le zip contient « {membre} » au lieu de « {base}.xml » : renommez-le.")


def _nom(message: str) -> Faute:
    return Faute("/", None, "", NOM_DE_FICHIER, message)


def _annee_plausible(racine: etree._Element) -> ContexteRetour:
    """Sans les Communs, l'année va d'août à août : assez pour voir une année de retard."""
    texte = (racine.findtext("PARAMETRES/ANNEE_SCOLAIRE") or "").strip()
    if not re.fullmatch(r"[12][0-9]{3}", texte):
        return ContexteRetour()
    annee = int(texte)
    return ContexteRetour(debut_annee=date(annee, 8, 1), fin_annee=date(annee + 1, 8, 31))
