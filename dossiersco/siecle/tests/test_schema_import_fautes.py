"""Une faute semée dans un fichier valide : ce que le schéma officiel refuse, `verifier` le refuse.

L'inverse n'est pas vrai : `PLUS_STRICT` dit où nous refusons davantage, et pourquoi.
"""

from collections import Counter
from collections.abc import Callable
from random import Random

import pytest
from lxml import etree

from dossiersco.siecle.fautes import Regle
from dossiersco.siecle.retour import verifier
from dossiersco.siecle.schema_import import Schema
from dossiersco.siecle.tests.test_schema_import_hasard import (
    document,
    refus_officiels,
    serialiser,
)

PLUS_STRICT = {
    Regle.REFERENCE: "depuis 3.0 le schéma ne suit plus les liens ; SIECLE répond ERREUR GRAVE",
    Regle.ORPHELINE: "une personne sans élève trahit un lien oublié",
    Regle.DEUX_FOIS: "le schéma 2.0 l’interdisait, 3.0 l’a oublié",
    Regle.OPTION_EN_DOUBLE: "SIECLE rejette les options, le schéma non",
    Regle.UNICITE: "ID_SIECLE_PER et ID_SIECLE_ELE désignent chacun une seule fiche",
    Regle.BLANC: "xs:token retire les blancs de bord, xs:string les garde : on n’en écrit pas",
    Regle.CARACTERE: "le schéma laisse passer les retours à la ligne dans un nom",
    Regle.MOTIF: "pas de zéro de tête aux entiers, ni de lettre accentuée dans un code",
    Regle.VERSION: "le schéma accepte n’importe quelle VERSION",
    Regle.ATTRIBUT: "le schéma laisse passer les attributs de XMLSchema-instance",
}

Semeur = Callable[[etree._Element, Random], None]


def _feuilles(racine: etree._Element) -> list[etree._Element]:
    return [element for element in racine.iter() if not len(element)]


def _au_hasard(racine: etree._Element, hasard: Random) -> etree._Element:
    return hasard.choice(list(racine.iter())[1:])


def retirer(racine: etree._Element, hasard: Random) -> None:
    element = _au_hasard(racine, hasard)
    element.getparent().remove(element)


def inverser(racine: etree._Element, hasard: Random) -> None:
    suivis = [e for e in racine.iter() if e.getnext() is not None and e.getnext().tag != e.tag]
    element = hasard.choice(suivis)
    element.addprevious(element.getnext())


def allonger(racine: etree._Element, hasard: Random) -> None:
    feuille = hasard.choice(_feuilles(racine))
    feuille.text = (feuille.text or "") + "7" * hasard.choice((1, 2, 10, 300))


def raccourcir(racine: etree._Element, hasard: Random) -> None:
    feuille = hasard.choice(_feuilles(racine))
    feuille.text = (feuille.text or "")[: hasard.choice((0, 1, 4, 10))]


def fausser(racine: etree._Element, hasard: Random) -> None:
    faux = (" ", "é!", "-1", "1.5", "oui", "2026-13-45", "2025-02-29", "99999999999", "_" * 8)
    autres = (" A ", "A\nB", "012", "éééééééé", "ééééééééééé", "A  B", "00/00/0000", "TRUE")
    hasard.choice(_feuilles(racine)).text = hasard.choice(faux + autres)


def fausser_une_date(racine: etree._Element, hasard: Random) -> None:
    dates = [feuille for feuille in _feuilles(racine) if feuille.tag.startswith("DATE_")]
    faux = ("2026-13-01", "2025-02-29", "0000-01-01", "2026-1-1", "01/01/2026", "2026-01-01Z")
    hasard.choice(dates).text = hasard.choice(faux)


def espacer(racine: etree._Element, hasard: Random) -> None:
    """Deux espaces de suite : un caractère de moins pour 4.0, pas pour 3.1."""
    longues = [feuille for feuille in _feuilles(racine) if len(feuille.text or "") > 3]
    feuille = hasard.choice(longues)
    feuille.text = feuille.text[0] + "  " + feuille.text[3:]


def repeter(racine: etree._Element, hasard: Random) -> None:
    element = _au_hasard(racine, hasard)
    for _ in range(hasard.choice((1, 2, 13))):
        element.addnext(etree.fromstring(etree.tostring(element)))


def inventer(racine: etree._Element, hasard: Random) -> None:
    connues = (
        "INE_BEA",
        "ENFANT_A_CHARGE",
        "ID_SIECLE_PER",
        "DPPS",
        "MEL",
        "VILLE_NAISS",
        "BOURSES",
    )
    nouvelle = etree.Element(hasard.choice((*connues, "INVENTEE", "DATE_SORTIE")))
    nouvelle.text = hasard.choice(("", "1", "0123456789A"))
    _au_hasard(racine, hasard).addnext(nouvelle)


def deplacer(racine: etree._Element, hasard: Random) -> None:
    _au_hasard(racine, hasard).addnext(_hors_ascendance(racine, hasard))


def _hors_ascendance(racine: etree._Element, hasard: Random) -> etree._Element:
    feuille = hasard.choice(_feuilles(racine))
    return etree.fromstring(etree.tostring(feuille, with_tail=False))


def bavarder(racine: etree._Element, hasard: Random) -> None:
    _au_hasard(racine, hasard).tail = "du texte"


def decorer(racine: etree._Element, hasard: Random) -> None:
    xsi = "{http://www.w3.org/2001/XMLSchema-instance}"
    nom = hasard.choice(("CODE", f"{xsi}noNamespaceSchemaLocation"))
    _au_hasard(racine, hasard).set(nom, "a")


def doubler_une_cle(racine: etree._Element, hasard: Random) -> None:
    cles = (
        "ID_PRV_PER",
        "ID_PRV_ELE",
        "ID_NATIONAL",
        "CODE_BOURSE",
        "CODE_MATIERE",
        "ID_SIECLE_PER",
    )
    for element in racine.iter(hasard.choice(cles)):
        element.text = "7"[:1] * len(element.text)


def perdre_la_version(racine: etree._Element, hasard: Random) -> None:
    racine.attrib.pop("VERSION")
    if hasard.random() < 0.5:
        racine.set("VERSION", "12345678901")


SEMEURS = (
    retirer,
    inverser,
    allonger,
    raccourcir,
    fausser,
    fausser_une_date,
    espacer,
    repeter,
    inventer,
    deplacer,
    bavarder,
    decorer,
    doubler_une_cle,
    perdre_la_version,
)


@pytest.mark.parametrize("schema", Schema)
@pytest.mark.parametrize("semer", SEMEURS, ids=lambda semeur: semeur.__name__)
def test_ce_que_les_schemas_officiels_refusent_verifier_le_refuse(
    semer: Semeur, schema: Schema
) -> None:
    verdicts: Counter[str] = Counter()
    for graine in range(60):
        hasard = Random(graine)
        racine = document(hasard, schema)
        semer(racine, hasard)
        xml = serialiser(racine)
        officiels, notres = refus_officiels(xml, schema), verifier(xml, schema)
        assert not officiels or notres, f"graine {graine} : {officiels}"
        if not officiels:
            assert {faute.regle for faute in notres} <= set(PLUS_STRICT), (
                f"graine {graine} : {notres}"
            )
        verdicts["refusé" if officiels else "accepté"] += 1
    assert verdicts["refusé"] > 0, "ce semeur ne sème aucune faute"


def test_chaque_faute_dit_ou_elle_est_et_que_faire() -> None:
    for graine in range(60):
        hasard = Random(graine)
        racine = document(hasard, Schema.COMMUN)
        fausser(racine, hasard)
        for faute in verifier(serialiser(racine), Schema.COMMUN):
            assert faute.chemin.startswith("/IMPORT_ELEVES/")
            assert faute.ligne
            assert faute.message.endswith(".")
