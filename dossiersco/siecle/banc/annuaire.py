"""Qui SIECLE reconnaît dans le fichier, et à quoi.

Un élève : sa clé (4.0), son INE, notre numéro s'il lui vient d'un envoi précédent, puis ses nom,
prénom et naissance. Une personne : sa clé, notre numéro, puis ses nom et prénom ; pour les
personnes, c'est une supposition (format §0.5), et parmi des homonymes on suppose que SIECLE prend
celui qui est déjà responsable d'un des élèves qui la citent.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass

from dossiersco.siecle.banc.base import Base
from dossiersco.siecle.banc.noeuds import Noeud, lu, sans_accent
from dossiersco.siecle.banc.tables import date_francaise
from dossiersco.siecle.lus import Photo

Index = Mapping[Hashable, list[str]]


@dataclass(frozen=True, slots=True)
class Annuaire:
    """Les façons de retrouver une fiche de la base d'avant l'import."""

    base: Base
    eleves_par_ine: Index
    eleves_par_prv: Index
    eleves_par_identite: Index
    personnes_par_prv: Index
    personnes_par_identite: Index

    def eleve(self, noeud: Noeud) -> str:
        """L'ELEVE_ID de cet élève, ou « nouveau-<ID_PRV_ELE> »."""
        cle, prv = lu(noeud, "ID_SIECLE_ELE"), lu(noeud, "ID_PRV_ELE")
        if cle in self.base.eleves:
            return cle
        return (
            _seul(self.eleves_par_ine.get(lu(noeud, "ID_NATIONAL"), ()))
            or _seul(self.eleves_par_prv.get(prv, ()))
            or self._eleve_nomme(noeud)
            or f"nouveau-{prv}"
        )

    def _eleve_nomme(self, noeud: Noeud) -> str:
        naissance = date_francaise(lu(noeud, "DATE_NAISS"))
        candidats = self.eleves_par_identite.get((*_nom(noeud), naissance), ())
        autres = [sans_accent(lu(noeud, balise)) for balise in ("PRENOM2", "PRENOM3")]
        return _seul(candidats) or _seul(
            [cle for cle in candidats if _autres_prenoms(self.base.eleves[cle]) == autres]
        )

    def personne(self, noeud: Noeud, eleves: Collection[str]) -> str:
        """La PERSONNE_ID, ou « nouveau-<ID_PRV_PER> ». `eleves` : ceux qui citent la personne."""
        cle, prv = lu(noeud, "ID_SIECLE_PER"), lu(noeud, "ID_PRV_PER")
        if cle in self.base.personnes:
            return cle
        candidats = self.personnes_par_identite.get(_nom(noeud), ())
        proches = [cle for cle in candidats if self._est_responsable(cle, eleves)]
        return (
            _seul(self.personnes_par_prv.get(prv, ())) or _seul(proches or candidats)
        ) or f"nouveau-{prv}"

    def _est_responsable(self, personne: str, eleves: Collection[str]) -> bool:
        return any((eleve, personne) in self.base.liens for eleve in eleves)


def dresser(base: Base) -> Annuaire:
    return Annuaire(
        base,
        _index(base.eleves, lambda photo: photo.get("ID_NATIONAL")),
        _index(base.eleves, lambda photo: photo.get("ID_PRV_ELE")),
        _index(base.eleves, lambda photo: (*_identite(photo), photo.get("DATE_NAISS"))),
        _index(base.personnes, lambda photo: photo.get("ID_PRV_PER")),
        _index(base.personnes, _identite),
    )


def _index(fiches: Mapping[str, Photo], cle: Callable[[Photo], Hashable]) -> Index:
    trouvees: dict[Hashable, list[str]] = defaultdict(list)
    for numero, photo in fiches.items():
        if valeur := cle(photo):
            trouvees[valeur].append(numero)
    return dict(trouvees)


def _identite(photo: Photo) -> tuple[str, str]:
    return sans_accent(photo.get("NOM_DE_FAMILLE", "")), sans_accent(photo.get("PRENOM", ""))


def _nom(noeud: Noeud) -> tuple[str, str]:
    return sans_accent(lu(noeud, "NOM_DE_FAMILLE")), sans_accent(lu(noeud, "PRENOM"))


def _autres_prenoms(photo: Photo) -> list[str]:
    return [sans_accent(photo.get(balise, "")) for balise in ("PRENOM2", "PRENOM3")]


def _seul(candidats: Iterable[str]) -> str:
    """Le candidat s'il n'y en a qu'un : entre deux homonymes, SIECLE ne choisit pas."""
    liste = list(candidats)
    return liste[0] if len(liste) == 1 else ""
