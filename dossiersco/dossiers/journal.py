"""Ce qui est nouveau, qui l'a dit, qui se contredit : des calculs, jamais une table de plus.

« Nouveau » = une colonne qui ne dit pas ce que dit la photo, que son auteur a signée, et que le
collège n'a pas encore acceptée.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
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

Signatures = Mapping[int, datetime]
"""{id de la personne: sa dernière signature}."""


def ecrire_clef(clef: Clef) -> str:
    """Telle qu'un formulaire la porte : « eleve.12.prenom »."""
    return ".".join(str(partie) for partie in clef)


@dataclass(frozen=True)
class Ligne:
    """Une trace qui concerne un champ. `avant` et `apres` sont des valeurs de photo.

    `signee` : elle l'était dans un dossier effacé depuis, avec ses signatures (`survivances.py`).
    """

    clef: Clef
    geste: str
    avant: Any
    apres: Any
    le: datetime
    personne: int | None
    agent: int | None
    motif: str = ""
    signee: bool = False

    @cached_property
    def valeur(self) -> str:
        return self._canonique(self.apres)

    @cached_property
    def valeur_avant(self) -> str:
        return self._canonique(self.avant)

    def _canonique(self, valeur: Any) -> str:
        cible, _, nom = self.clef
        return canonique(PAR_NOM[cible][nom], valeur)


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
    """Un changement à décider, son auteur, et les autres valeurs proposées s'il y a désaccord.

    `lecture` : si SIECLE a changé depuis, la ligne dont `avant` est ce qu'il disait alors.
    """

    changement: Changement
    ecriture: Ligne | None
    desaccord: tuple[Ligne, ...] = ()
    lecture: Ligne | None = None


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


def encore_vraies(lignes: Iterable[Ligne]) -> list[Ligne]:
    """Si SIECLE a changé un champ entre deux écritures, ce qui s'en disait avant ne vaut plus."""
    gardees: dict[Clef, list[Ligne]] = {}
    dernieres: dict[Clef, str] = {}
    for ligne in lignes:
        clef = ligne.clef
        if ligne.geste == "modifier" and dernieres.get(clef, ligne.valeur_avant) != (
            ligne.valeur_avant
        ):
            gardees.pop(clef)
        gardees.setdefault(clef, []).append(ligne)
        if ligne.geste == "modifier":
            dernieres[clef] = ligne.valeur
        elif ligne.geste == "refuser":
            dernieres[clef] = ligne.valeur_avant
    return [ligne for par_champ in gardees.values() for ligne in par_champ]


def signees(lignes: Iterable[Ligne], signatures: Signatures) -> list[Ligne]:
    """Sans les brouillons : ce qu'un responsable écrit compte quand il a signé depuis."""
    return [
        ligne for ligne in lignes if ligne.geste != "modifier" or _est_signee(ligne, signatures)
    ]


def _est_signee(ecriture: Ligne, signatures: Signatures) -> bool:
    """Ce que le collège écrit vaut aussitôt."""
    if ecriture.personne is None or ecriture.signee:
        return True
    signature = signatures.get(ecriture.personne)
    return signature is not None and signature >= ecriture.le


def auteurs(lignes: Iterable[Ligne]) -> dict[Clef, Ligne]:
    """La dernière écriture de chaque champ : qui a proposé quoi. Refusée, elle n'y est plus."""
    ecritures: dict[Clef, Ligne] = {}
    for ligne in lignes:
        if ligne.geste == "modifier":
            ecritures[ligne.clef] = ligne
        elif ligne.geste == "refuser":
            refusee = ecritures.get(ligne.clef)
            if refusee and refusee.valeur == ligne.valeur:
                del ecritures[ligne.clef]
    return ecritures


def sans_brouillons(
    cible: Cible,
    photo: Photo,
    actuel: Mapping[str, Any],
    lignes: Iterable[Ligne],
    signatures: Signatures,
) -> dict[str, Any]:
    """Les colonnes que le collège voit : un brouillon ne cache pas ce qu'un autre a signé."""
    lignes = list(lignes)
    proposees = auteurs(signees(lignes, signatures))
    vues = dict(actuel)
    for clef, ecriture in auteurs(lignes).items():
        if not _est_signee(ecriture, signatures):
            champ, proposee = PAR_NOM[cible][clef[2]], proposees.get(clef)
            vues[champ.nom] = champ.lire(proposee.apres) if proposee else depuis_photo(champ, photo)
    return vues


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


def avec_les_contestes(
    trouves: Iterable[Changement],
    lignes: Iterable[Ligne],
    photo: Photo,
    actuel: Mapping[str, Any],
) -> list[Changement]:
    """Ajoute les champs où l'un a demandé du nouveau et l'autre remis la valeur de SIECLE.

    Rien ne les distingue plus de la photo, mais le collège doit savoir qu'on se contredit.
    """
    tous = list(trouves)
    deja = {changement.clef for changement in tous}
    for cible, id_cible, nom in conflits(lignes):
        if (cible, id_cible, nom) not in deja:
            champ = PAR_NOM[cible][nom]
            tous.append(Changement(cible, id_cible, champ, depuis_photo(champ, photo), actuel[nom]))
    return tous


def depasses(trouves: Iterable[Changement], lignes: Iterable[Ligne]) -> dict[Clef, Ligne]:
    """Les changements sous lesquels SIECLE a bougé : sa valeur d'à présent, nul ne l'a encore lue.

    Ni en écrivant, ni en décidant ; et le collège ne l'a pas acceptée. Rend, par champ, la ligne
    dont `avant` est ce que SIECLE disait : la dernière décision, à défaut la première écriture.
    """
    lues: dict[Clef, set[str]] = {}
    reperes: dict[Clef, Ligne] = {}
    for ligne in lignes:
        lues.setdefault(ligne.clef, set()).add(ligne.valeur_avant)
        if ligne.geste == "accepter":
            lues[ligne.clef].add(ligne.valeur)
        if ligne.geste != "modifier":
            reperes[ligne.clef] = ligne
        reperes.setdefault(ligne.clef, ligne)
    return {
        changement.clef: reperes[changement.clef]
        for changement in trouves
        if changement.clef in reperes
        and canonique(changement.champ, changement.avant) not in lues[changement.clef]
    }


def photo_du_college(lignes: Iterable[Ligne]) -> Photo:
    """Tant que SIECLE ne connaît pas quelqu'un, ce que le collège en a dit tient lieu de photo."""
    photo: Photo = {}
    for ligne in lignes:
        cible, _, nom = ligne.clef
        if ligne.geste == "accepter":
            photo[PAR_NOM[cible][nom].balise] = ligne.apres
        elif ligne.geste == "refuser":
            photo[PAR_NOM[cible][nom].balise] = ligne.avant
    return photo


def nouveautes(trouves: Iterable[Changement], lignes: Iterable[Ligne]) -> list[Nouveaute]:
    """Ce que le collège doit décider. Ni `trouves` ni `lignes` ne portent de brouillon.

    Ce qu'il avait accepté revient si SIECLE a bougé dessous.
    """
    trouves, lignes = list(trouves), list(lignes)
    ecritures, decisions, desaccords = auteurs(lignes), acceptes(lignes), conflits(lignes)
    lectures = depasses(trouves, lignes)
    return [
        Nouveaute(
            changement,
            ecritures.get(changement.clef),
            desaccords.get(changement.clef, ()),
            lectures.get(changement.clef),
        )
        for changement in trouves
        if changement.clef in lectures or not _est_accepte(changement, decisions)
    ]


def _est_accepte(changement: Changement, decisions: Mapping[Clef, Ligne]) -> bool:
    decision = decisions.get(changement.clef)
    return decision is not None and decision.valeur == canonique(changement.champ, changement.apres)
