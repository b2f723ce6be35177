"""Ce que le schéma ne contrôle pas et que SIECLE ne pardonne pas : les liens et les doublons.

Depuis le schéma 3.0, une référence à une personne absente du fichier est valide ; SIECLE répond
alors « ERREUR GRAVE » et n'importe rien.
"""

from collections import Counter
from collections.abc import Iterable, Iterator

from lxml import etree

from dossiersco.siecle.fautes import Faute, Regle
from dossiersco.siecle.verification import faute

PERSONNES = "DONNEES/PERSONNES/PERSONNE"
ELEVES = "DONNEES/ELEVES/ELEVE"

UNIQUES = (
    f"{PERSONNES}/ID_PRV_PER",
    f"{PERSONNES}/ID_SIECLE_PER",
    f"{ELEVES}/ID_PRV_ELE",
    f"{ELEVES}/ID_SIECLE_ELE",
    f"{ELEVES}/ID_NATIONAL",
    f"{ELEVES}/INE_BEA",
    f"{ELEVES}/INE_RNIE",
)


def fautes(racine: etree._Element) -> Iterator[Faute]:
    """Les fautes d'intégrité du fichier, `racine` étant IMPORT_ELEVES."""
    for chemin in UNIQUES:
        yield from _valeurs_uniques(racine.findall(chemin))
    yield from _references(racine)
    for eleve in racine.findall(ELEVES):
        yield from _eleve(eleve)


def _valeur(element: etree._Element) -> str:
    return (element.text or "").strip()


def _repetes(elements: Iterable[etree._Element]) -> Iterator[etree._Element]:
    """Chaque élément dont la valeur a déjà été vue."""
    vues: Counter[str] = Counter()
    for element in elements:
        vues[_valeur(element)] += 1
        if vues[_valeur(element)] > 1:
            yield element


def _valeurs_uniques(elements: Iterable[etree._Element]) -> Iterator[Faute]:
    for element in _repetes(elements):
        message = f"{element.tag} {_valeur(element)} figure deux fois : donnez-en un autre à l’un."
        yield faute(element, Regle.UNICITE, message)


def _references(racine: etree._Element) -> Iterator[Faute]:
    personnes = racine.findall(f"{PERSONNES}/ID_PRV_PER")
    liens = racine.findall(f"{ELEVES}/RESPONSABLES_ELEVE/*/ID_PRV_PER")
    ecrites = {_valeur(personne) for personne in personnes}
    citees = {_valeur(lien) for lien in liens}
    for lien in liens:
        if _valeur(lien) not in ecrites:
            message = (
                f"La personne {_valeur(lien)} est citée mais absente de PERSONNES : ajoutez-la."
            )
            yield faute(lien, Regle.REFERENCE, message)
    for personne in personnes:
        if _valeur(personne) not in citees:
            message = f"La personne {_valeur(personne)} n’est citée par aucun élève : retirez-la."
            yield faute(personne, Regle.ORPHELINE, message)


def _eleve(eleve: etree._Element) -> Iterator[Faute]:
    for lien in _repetes(eleve.findall("RESPONSABLES_ELEVE/*/ID_PRV_PER")):
        message = (
            f"La personne {_valeur(lien)} est deux fois responsable du même élève : gardez-en un."
        )
        yield faute(lien, Regle.DEUX_FOIS, message)
    for matiere in _repetes(eleve.findall("SCOLARITE_ACTIVE/OPTIONS/OPTION/CODE_MATIERE")):
        message = f"L’option {_valeur(matiere)} est deux fois dans la liste : gardez-en une."
        yield faute(matiere, Regle.OPTION_EN_DOUBLE, message)
    yield from _valeurs_uniques(eleve.findall("BOURSES/BOURSE/CODE_BOURSE"))
