"""Les contrôles du dépôt, immédiats : le nom, l'année, le schéma, puis les références.

Les phrases sont celles de SIECLE, telles que les établissements les ont rapportées (format §11.7).
"""

import io
import re
from collections import Counter

from lxml import etree

from dossiersco.siecle import archive, verification
from dossiersco.siecle.banc.noeuds import Noeud, lu
from dossiersco.siecle.contexte_retour import ContexteRetour
from dossiersco.siecle.fautes import Regle
from dossiersco.siecle.lus import FichierRefuse
from dossiersco.siecle.noeuds import lire_import
from dossiersco.siecle.schema_import import IMPORT_ELEVES, Schema

NOM_INCORRECT = "Nom de fichier .zip incorrect !"
NOM_MAL_FORME = "Nom du fichier mal formaté!"
AUTRE_ANNEE = "Année du fichier différente de l’année utilisée !"
NON_VALIDE = "Fichier XML non valide. Impossible d’importer ce fichier."
ERREUR_GRAVE = (
    "ERREUR GRAVE : Veuillez faire correspondre les ID_PRV_PER de ELEVE avec les ID_PRV_PER de "
    "PERSONNE"
)

NOM = re.compile(r"\w{8}PRIVE([0-9]{4})[0-9]{12}")
PERSONNES, ELEVES = "DONNEES/PERSONNES/PERSONNE", "DONNEES/ELEVES/ELEVE"
LIENS = "RESPONSABLES_ELEVE/*/ID_PRV_PER"

# Ce que le schéma officiel contrôle ; le reste de la table est notre propre sévérité.
DU_SCHEMA = frozenset(
    {
        Regle.OBLIGATOIRE,
        Regle.INCONNUE,
        Regle.ORDRE,
        Regle.CARDINALITE,
        Regle.CHOIX,
        Regle.LONGUEUR,
        Regle.MOTIF,
        Regle.CONTENU,
    }
)
CLES = (
    f"{PERSONNES}/ID_PRV_PER",
    f"{ELEVES}/ID_PRV_ELE",
    f"{ELEVES}/ID_NATIONAL",
    f"{ELEVES}/INE_BEA",
    f"{ELEVES}/INE_RNIE",
)


class Refus(Exception):
    """SIECLE n'importe rien ; le message est sa phrase."""


def recevoir(fichier: bytes, contexte: ContexteRetour, nom: str) -> Noeud:
    """La racine du fichier, zip ou XML. `nom` : celui du dépôt, "" pour ne pas le contrôler.

    Lève `Refus`.
    """
    xml = _deballer(fichier, nom)
    _controler_le_nom(nom, contexte)
    racine = _lire(xml)
    _controler_l_annee(lu(racine, "PARAMETRES/ANNEE_SCOLAIRE"), contexte)
    _controler_les_references(racine)
    return racine


def _deballer(fichier: bytes, nom: str) -> bytes:
    try:
        contenant = archive.ouvrir(io.BytesIO(fichier))
        with contenant.flux() as flux:
            xml = flux.read()
    except FichierRefuse as refus:
        raise Refus(NON_VALIDE) from refus
    membre = contenant.membre
    if nom and membre and membre.filename != f"{_sans_extension(nom)}.xml":
        raise Refus(NOM_INCORRECT)
    return xml


def _sans_extension(nom: str) -> str:
    return nom.rpartition(".")[0]


def _controler_le_nom(nom: str, contexte: ContexteRetour) -> None:
    if not nom:
        return
    trouve = NOM.fullmatch(_sans_extension(nom))
    if trouve is None:
        raise Refus(NOM_MAL_FORME)
    _controler_l_annee(trouve[1], contexte)


def _controler_l_annee(annee: str, contexte: ContexteRetour) -> None:
    if contexte.debut_annee and annee != str(contexte.debut_annee.year):
        raise Refus(AUTRE_ANNEE)


def _lire(xml: bytes) -> Noeud:
    try:
        racine = lire_import(xml)
    except etree.XMLSyntaxError as erreur:
        raise Refus(NON_VALIDE) from erreur
    if racine.tag != IMPORT_ELEVES.balise or not _valide(racine):
        raise Refus(NON_VALIDE)
    return racine


def _valide(racine: Noeud) -> bool:
    # SIECLE a accepté des fichiers dont VERSION était vide : seul « 4 » y change quelque chose.
    schema = Schema.V4_0 if racine.get("VERSION", "").startswith("4") else Schema.V3_1
    fautes = verification.fautes(racine, IMPORT_ELEVES, schema)
    if any(faute.regle in DU_SCHEMA for faute in fautes):
        return False
    return all(_uniques(racine, chemin) for chemin in CLES)


def _uniques(racine: Noeud, chemin: str) -> bool:
    return all(fois == 1 for fois in Counter(n.text for n in racine.iterfind(chemin)).values())


def _controler_les_references(racine: Noeud) -> None:
    """Une personne sautée d'un seul côté, et SIECLE n'importe rien."""
    ecrites = {lu(personne, "ID_PRV_PER") for personne in racine.iterfind(PERSONNES)}
    citees = {(lien.text or "").strip() for lien in racine.iterfind(f"{ELEVES}/{LIENS}")}
    if ecrites != citees:
        raise Refus(ERREUR_GRAVE)
