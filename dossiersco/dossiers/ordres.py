"""L'ordre d'une liste et sa suite, par clé : la page d'après ne se décale ni ne coûte plus cher."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Q
from django.db.models.expressions import OrderBy
from django.db.models.fields.tuple_lookups import (
    Tuple,
    TupleGreaterThan,
    TupleGreaterThanOrEqual,
)
from django.db.models.lookups import IsNull

from dossiersco.dossiers.models import Dossier, DossierQuerySet

PLUS_GRAND_ID = 2**63 - 1
Clef = list[str]
"""La place d'un dossier dans l'ordre, telle que l'adresse la porte."""


@dataclass(frozen=True)
class Ordre:
    """Croissant sur ces colonnes, puis sur l'id du dossier ; `du_plus_recent` : par envoi."""

    libelle: str
    colonnes: tuple[str, ...] = ()
    du_plus_recent: bool = False

    def ranger(self, dossiers: DossierQuerySet) -> DossierQuerySet:
        if self.du_plus_recent:
            # Tel que l'index `liste_par_envoi` le range, dans les deux bases.
            return dossiers.order_by(IsNull(F("transmis_le"), True), "-transmis_le", "-pk")
        ordre: list[str | OrderBy] = [*self.colonnes, "pk"]
        return dossiers.order_by(*ordre)

    def place(self, dossier: Dossier) -> Clef:
        if self.du_plus_recent:
            envoi = dossier.transmis_le.isoformat() if dossier.transmis_le else ""
            return [envoi, str(dossier.pk)]
        return [*(_lire(dossier, colonne) for colonne in self.colonnes), str(dossier.pk)]

    def apres(self, dossiers: DossierQuerySet, place: Clef) -> DossierQuerySet:
        """Ce qui suit cette place ; une place illisible ramène au début."""
        if not _est_lisible(place, self._longueur):
            return dossiers
        if self.du_plus_recent:
            return _apres_l_envoi(dossiers, place[0], int(place[1]))
        valeurs, pk = place[:-1], int(place[-1])
        return dossiers.filter(
            # D'abord sans l'id, qui peut être d'une autre table : l'index y va tout droit.
            TupleGreaterThanOrEqual(_ensemble(*self.colonnes), valeurs),
            TupleGreaterThan(_ensemble(*self.colonnes, "pk"), [*valeurs, pk]),
        )

    @property
    def _longueur(self) -> int:
        return 2 if self.du_plus_recent else len(self.colonnes) + 1


ORDRES: dict[str, Ordre] = {
    "nom": Ordre("Nom", ("eleve__cle_tri",)),
    "classe": Ordre("Classe", ("eleve__code_structure", "eleve__cle_tri")),
    "etat": Ordre("État", ("etat", "cle_tri")),
    "envoi": Ordre("Dernier envoi de la famille", du_plus_recent=True),
}


def _lire(dossier: Dossier, colonne: str) -> str:
    objet: object = dossier
    for nom in colonne.split("__"):
        objet = getattr(objet, nom)
    return str(objet)


def _est_lisible(place: Clef, longueur: int) -> bool:
    # Aucun texte de PostgreSQL ne porte le caractère nul.
    return len(place) == longueur and "\0" not in "".join(place) and _est_un_id(place[-1])


def _est_un_id(fin: str) -> bool:
    return fin.isascii() and fin.isdigit() and int(fin[:20]) <= PLUS_GRAND_ID


def _ensemble(*colonnes: str) -> Tuple:
    """(a, b, c), que les deux bases comparent comme des mots : a d'abord, puis b, puis c."""
    return Tuple(*map(F, colonnes))


def _apres_l_envoi(dossiers: DossierQuerySet, envoi: str, pk: int) -> DossierQuerySet:
    """Les jamais envoyés ferment la marche."""
    jamais = Q(transmis_le=None)
    if not envoi:
        return dossiers.filter(jamais, pk__lt=pk)
    try:
        instant = datetime.fromisoformat(envoi)
    except ValueError:
        return dossiers
    if instant.tzinfo is None:
        return dossiers
    plus_loin = Q(transmis_le__lt=instant) | Q(transmis_le=instant, pk__lt=pk)
    return dossiers.filter(plus_loin | jamais)
