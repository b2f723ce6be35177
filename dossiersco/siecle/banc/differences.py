"""Deux bases comparées champ par champ, sur tout ce que l'import transporte."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from dossiersco.siecle.banc.base import NON_TRANSPORTE, Base
from dossiersco.siecle.lus import Photo
from dossiersco.siecle.valeurs import comparable

# Nos propres numéros : absents de la base d'avant, présents après, sans effet sur personne.
NOS_NUMEROS = frozenset({"ID_PRV_ELE", "ID_PRV_PER"})
# L'import exige ces balises ; quand SIECLE ne les a jamais dites, le retour porte la valeur que
# SIECLE lit dans une case vide. C'est la seule chose que le retour ajoute.
EXIGEES = {
    "CODE_PROFESSION": "99",
    "HEBERGE_ELEVE": "0",
    "ADHESION_TRANSPORT": "0",
    "CODE_STATUT": "ST",
}
LISTES = {
    "OPTIONS": ("CODE_MATIERE", "CODE_MODALITE_ELECT"),
    "STRUCTURES": ("CODE_STRUCTURE", "TYPE_STRUCTURE"),
}
FICHE = "*"
"""La « balise » d'une fiche entière, apparue ou disparue."""


@dataclass(frozen=True, slots=True)
class Difference:
    """`sorte` : ELEVE, PERSONNE ou LIEN. `cle` : ELEVE_ID, PERSONNE_ID, ou les deux d'un lien."""

    sorte: str
    cle: str | tuple[str, str]
    balise: str
    avant: Any
    apres: Any


def differences(avant: Base, apres: Base) -> list[Difference]:
    """Vide quand les deux bases disent la même chose de tout ce que l'import transporte."""
    return [
        *_de("ELEVE", avant.eleves, apres.eleves),
        *_de("PERSONNE", avant.personnes, apres.personnes),
        *_de("LIEN", avant.liens, apres.liens),
    ]


def _de(sorte: str, avant: Mapping[Any, Photo], apres: Mapping[Any, Photo]) -> Iterator[Difference]:
    for cle in dict.fromkeys((*avant, *apres)):
        if cle not in avant or cle not in apres:
            yield Difference(sorte, cle, FICHE, avant.get(cle), apres.get(cle))
            continue
        if avant[cle] == apres[cle]:
            continue
        une, autre = essentiel(avant[cle], sorte), essentiel(apres[cle], sorte)
        for balise in dict.fromkeys((*une, *autre)):
            if une.get(balise) != autre.get(balise):
                yield Difference(sorte, cle, balise, une.get(balise), autre.get(balise))


def essentiel(photo: Photo, sorte: str) -> dict[str, Any]:
    """Ce que l'import transporte d'une fiche, sous sa forme comparable."""
    ignorees = NON_TRANSPORTE[sorte] | NOS_NUMEROS
    return {
        balise: comparee
        for balise, valeur in photo.items()
        if balise not in ignorees
        and (comparee := _comparer(balise, valeur))
        and comparee != EXIGEES.get(balise)
    }


def _comparer(balise: str, valeur: Any) -> Any:
    if balise in LISTES:
        return {tuple(bloc.get(cle, "") for cle in LISTES[balise]) for bloc in valeur}
    if isinstance(valeur, dict):
        bloc = {
            cle: comparable(cle, texte)
            for cle, texte in valeur.items()
            if cle not in NON_TRANSPORTE[balise]
        }
        return {cle: texte for cle, texte in bloc.items() if texte}
    return comparable(balise, valeur)
