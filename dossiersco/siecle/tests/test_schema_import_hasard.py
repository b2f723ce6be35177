"""La table d'IMPORT_ELEVES et les schémas officiels acceptent les mêmes fichiers valides.

Les fichiers sont tirés au hasard, depuis la table ; la graine d'un tirage suffit à le rejouer.
"""

from functools import cache
from itertools import count
from pathlib import Path
from random import Random

import pytest
from lxml import etree

from dossiersco.siecle.retour import verifier
from dossiersco.siecle.schema_import import (
    IMPORT_ELEVES,
    VERSION_RACINE,
    Bloc,
    Choix,
    Noeud,
    Schema,
    TypeSimple,
)

RACINE = Path(__file__).resolve().parents[3]
XSD = RACINE.parent / "shared" / "siecle" / "xsd"
OFFICIELS = {
    Schema.V3_1: ("3.1",),
    Schema.V4_0: ("4.0",),
    Schema.COMMUN: ("3.1", "3.1_avec_correction", "4.0"),
}
ALPHABET = "ABCDEFGHIJabcdefghij0123456789éèçàâœŒŸŠšž€'-.,/()&<>\" "
CODES = "ABCDEFGHIJ0123456789abc"


@cache
def xsd(version: str) -> etree.XMLSchema:
    chemin = XSD / f"schema_Import_{version}.xsd"
    if not chemin.exists():
        pytest.skip(f"absent : {chemin.name} n’est pas à côté du dépôt (dossier shared/siecle/xsd)")
    return etree.XMLSchema(etree.parse(str(chemin)))


def refus_officiels(xml: bytes, schema: Schema) -> list[str]:
    """Ce que les schémas officiels répondent à ce fichier ; vide s'ils l'acceptent tous."""
    document = etree.fromstring(xml)
    return [
        f"{version} : {erreur.message}"
        for version in OFFICIELS[schema]
        if not xsd(version).validate(document)
        for erreur in xsd(version).error_log
    ]


def serialiser(racine: etree._Element) -> bytes:
    """Les caractères permis tiennent tous dans ISO-8859-15 : aucune référence numérique."""
    return etree.tostring(racine, encoding="ISO-8859-15")


def document(hasard: Random, schema: Schema) -> etree._Element:
    """Un IMPORT_ELEVES valide, d'un à trois élèves, dont les liens et les clés sont cohérents."""
    while True:
        racine = _element(IMPORT_ELEVES, schema, hasard)
        racine.set("VERSION", VERSION_RACINE[schema])
        if racine.find(".//LEGAL") is not None:
            _rendre_coherent(racine, hasard)
            return racine


def _element(noeud: Noeud, schema: Schema, hasard: Random) -> etree._Element:
    element = etree.Element(noeud.balise)
    if isinstance(noeud.forme, TypeSimple):
        element.text = _valeur(noeud.forme, hasard)
    else:
        element.extend(_enfants(noeud.forme, schema, hasard))
    return element


def _enfants(bloc: Bloc, schema: Schema, hasard: Random) -> list[etree._Element]:
    elements = []
    for particule in bloc:
        if isinstance(particule, Choix):
            if particule.obligatoire or hasard.random() < 0.5:
                elements += _enfants(hasard.choice(particule.branches), schema, hasard)
        elif schema in particule.dans:
            plafond = particule.mini + 2 if particule.maxi is None else particule.maxi
            for _ in range(hasard.randint(particule.mini, plafond)):
                elements.append(_element(particule, schema, hasard))
    return elements


def _valeur(forme: TypeSimple, hasard: Random) -> str:
    tirages = {
        "id_national": lambda: _tirer(CODES, 11, hasard),
        "rne": lambda: _tirer(CODES, 8, hasard),
        "annee": lambda: f"{hasard.randint(0, 9999):04d}",
        "dateFr": lambda: f"{hasard.randint(1, 28):02d}/{hasard.randint(1, 12):02d}/2026",
        "xs:date": lambda: f"20{hasard.randint(10, 27)}-02-{hasard.randint(1, 28):02d}",
        "xs:boolean": lambda: hasard.choice(("true", "false", "1", "0")),
    }
    if forme.nom in tirages:
        return tirages[forme.nom]()
    if forme.plafond is not None:
        return str(hasard.choice((0, 1, forme.plafond, hasard.randint(0, forme.plafond))))
    longueur = hasard.choice((forme.mini, forme.maxi, hasard.randint(forme.mini, forme.maxi)))
    return _texte(longueur, hasard)


def _tirer(alphabet: str, longueur: int, hasard: Random) -> str:
    return "".join(hasard.choice(alphabet) for _ in range(longueur))


def _texte(longueur: int, hasard: Random) -> str:
    """Ni blanc au bord, ni deux blancs de suite : 4.0 les réduirait."""
    sans_blanc = ALPHABET.replace(" ", "")
    texte = _tirer(ALPHABET, longueur, hasard)
    while "  " in texte:
        texte = texte.replace("  ", " " + hasard.choice(sans_blanc), 1)
    if texte[0] == " ":
        texte = hasard.choice(sans_blanc) + texte[1:]
    return texte[:-1] + hasard.choice(sans_blanc) if texte[-1] == " " else texte


def _rendre_coherent(racine: etree._Element, hasard: Random) -> None:
    """Autant de personnes que les liens en citent, des clés uniques, des options distinctes."""
    eleves = racine.findall("DONNEES/ELEVES/ELEVE")
    liens = [eleve.findall("RESPONSABLES_ELEVE/*/ID_PRV_PER") for eleve in eleves]
    total = sum(len(groupe) for groupe in liens)
    nombre = hasard.randint(max(len(groupe) for groupe in liens), total)
    personnes = racine.find("DONNEES/PERSONNES")
    modele = personnes[0]
    personnes[:] = [etree.fromstring(etree.tostring(modele)) for _ in range(nombre)]
    for rang, lien in enumerate(lien for groupe in liens for lien in groupe):
        lien.text = str(rang % nombre + 1)
    for chemin in (".//PERSONNE/ID_PRV_PER", ".//PERSONNE/ID_SIECLE_PER", "*//ID_PRV_ELE"):
        _numeroter(racine.findall(chemin))
    for balise in ("ID_SIECLE_ELE", "ID_NATIONAL", "INE_BEA", "INE_RNIE"):
        _numeroter(racine.findall(f".//ELEVE/{balise}"), largeur=11 if balise[0] == "I" else 1)
    for eleve in eleves:
        _numeroter(eleve.findall(".//OPTION/CODE_MATIERE"))
        _numeroter(eleve.findall(".//BOURSE/CODE_BOURSE"))


def _numeroter(elements: list[etree._Element], largeur: int = 1) -> None:
    for numero, element in zip(count(1), elements, strict=False):
        entier = element.tag.startswith("ID_SIECLE")
        element.text = str(numero) if entier else str(numero).zfill(largeur)


@pytest.mark.parametrize("schema", Schema)
def test_un_fichier_tire_de_la_table_est_valide_pour_les_schemas_officiels(schema: Schema) -> None:
    for graine in range(80):
        xml = serialiser(document(Random(graine), schema))
        assert refus_officiels(xml, schema) == [], f"graine {graine}"


@pytest.mark.parametrize("schema", Schema)
def test_un_fichier_tire_de_la_table_est_valide_pour_verifier(schema: Schema) -> None:
    for graine in range(80):
        xml = serialiser(document(Random(graine), schema))
        assert verifier(xml, schema) == [], f"graine {graine}"


def test_un_fichier_commun_est_valide_en_3_1_et_son_corps_en_4_0() -> None:
    for graine in range(50):
        racine = document(Random(graine), Schema.COMMUN)
        assert verifier(serialiser(racine), Schema.V3_1) == [], f"graine {graine}"
        racine.set("VERSION", "4.0")
        assert verifier(serialiser(racine), Schema.V4_0) == [], f"graine {graine}"


def _balises_de_la_table(bloc: Bloc, schema: Schema) -> set[str]:
    trouvees: set[str] = set()
    for particule in bloc:
        if isinstance(particule, Choix):
            for branche in particule.branches:
                trouvees |= _balises_de_la_table(branche, schema)
        elif schema in particule.dans:
            trouvees.add(particule.balise)
            if not isinstance(particule.forme, TypeSimple):
                trouvees |= _balises_de_la_table(particule.forme, schema)
    return trouvees


@pytest.mark.parametrize("schema", [Schema.V3_1, Schema.V4_0])
def test_la_table_nomme_exactement_les_balises_du_schema_officiel(schema: Schema) -> None:
    xsd(schema.value)
    officiel = etree.parse(str(XSD / f"schema_Import_{schema.value}.xsd"))
    noms = set(officiel.xpath("//*[local-name()='element']/@name"))
    assert noms == _balises_de_la_table((IMPORT_ELEVES,), schema)
