"""Ce qui est nouveau, qui l'a dit, qui se contredit : des calculs, jamais une table de plus.

« Nouveau » = une colonne qui ne dit pas ce que dit la photo, que son auteur a signée, et que le
collège n'a pas encore acceptée.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from dossiersco.dossiers.champs import (
    CHAMPS,
    PAR_NOM,
    Champ,
    Cible,
    canonique,
    depuis_photo,
    differe,
)
from dossiersco.siecle.lus import Photo

Clef = tuple[Cible, int, str]
"""Quel champ de qui : (cible, id de la ligne, nom du champ)."""


@dataclass(frozen=True)
class Ligne:
    """Une trace qui concerne un champ. `apres` est une valeur de photo."""

    clef: Clef
    geste: str
    apres: Any
    le: datetime
    personne: int | None
    agent: int | None

    @property
    def valeur(self) -> str:
        cible, _, nom = self.clef
        return canonique(PAR_NOM[cible][nom], self.apres)


@dataclass(frozen=True)
class Changement:
    """`avant` et `apres` sont des valeurs de colonne."""

    cible: Cible
    id: int
    champ: Champ
    avant: Any
    apres: Any

    @property
    def clef(self) -> Clef:
        return (self.cible, self.id, self.champ.nom)


@dataclass(frozen=True)
class Nouveaute:
    """Un changement à décider, son auteur, et les autres valeurs proposées s'il y a désaccord."""

    changement: Changement
    ecriture: Ligne | None
    desaccord: tuple[Ligne, ...] = ()


def changements(
    cible: Cible, id_cible: int, photo: Photo, actuel: Mapping[str, Any]
) -> list[Changement]:
    """Les champs dont la colonne ne dit plus ce que dit la photo, dans l'ordre de la table."""
    trouves = []
    for champ in CHAMPS[cible]:
        avant = depuis_photo(champ, photo)
        if differe(champ, avant, actuel[champ.nom]):
            trouves.append(Changement(cible, id_cible, champ, avant, actuel[champ.nom]))
    return trouves


def auteurs(lignes: Iterable[Ligne]) -> dict[Clef, Ligne]:
    """La dernière écriture de chaque champ : qui a proposé la valeur en vigueur."""
    return {ligne.clef: ligne for ligne in lignes if ligne.geste == "modifier"}


def acceptes(lignes: Iterable[Ligne]) -> dict[Clef, Ligne]:
    """La valeur que le collège a acceptée en dernier ; un refus ultérieur l'efface."""
    decisions: dict[Clef, Ligne] = {}
    for ligne in lignes:
        if ligne.geste == "accepter":
            decisions[ligne.clef] = ligne
        elif ligne.geste == "refuser":
            decisions.pop(ligne.clef, None)
    return decisions


def conflits(lignes: Iterable[Ligne]) -> dict[Clef, tuple[Ligne, ...]]:
    """Les champs d'un élève auxquels deux responsables ont donné des valeurs différentes.

    Un geste du collège sur le champ (accepter, refuser, corriger) clôt le désaccord.
    """
    propositions: dict[Clef, dict[int, Ligne]] = {}
    for ligne in lignes:
        if ligne.personne is None:
            propositions.pop(ligne.clef, None)
        elif ligne.geste == "modifier" and ligne.clef[0] is Cible.ELEVE:
            propositions.setdefault(ligne.clef, {})[ligne.personne] = ligne
    return {
        clef: tuple(par_personne.values())
        for clef, par_personne in propositions.items()
        if len({ligne.valeur for ligne in par_personne.values()}) > 1
    }


def nouveautes(
    trouves: Iterable[Changement],
    lignes: Iterable[Ligne],
    signatures: Mapping[int, datetime],
) -> list[Nouveaute]:
    """Ce que le collège doit décider. `signatures` : dernière signature de chaque personne."""
    lignes = list(lignes)
    ecritures, decisions, desaccords = auteurs(lignes), acceptes(lignes), conflits(lignes)
    retenues = []
    for changement in trouves:
        ecriture = ecritures.get(changement.clef)
        decision = decisions.get(changement.clef)
        accepte = decision and decision.valeur == canonique(changement.champ, changement.apres)
        if not accepte and _signee(ecriture, signatures):
            desaccord = desaccords.get(changement.clef, ())
            retenues.append(Nouveaute(changement, ecriture, desaccord))
    return retenues


def _signee(ecriture: Ligne | None, signatures: Mapping[int, datetime]) -> bool:
    """Ce que le collège écrit vaut aussitôt ; un responsable doit avoir signé depuis."""
    if ecriture is None or ecriture.personne is None:
        return True
    signature = signatures.get(ecriture.personne)
    return signature is not None and signature >= ecriture.le
