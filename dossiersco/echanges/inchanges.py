"""Ce qu'un lot redit tel quel, vu sans verrou et sans bâtir d'objet : il n'y a rien à y écrire.

Ce qui est comparé est la photo elle-même, et tout ce que l'import écrirait d'elle. Seul un import
écrit une photo, et il est seul dans son collège : la lire sans verrou ne se dément pas.
"""

import json
from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

from django.db import connection

from dossiersco.dossiers.models import Eleve, Personne, Responsable
from dossiersco.echanges.fusion import completer, photo_suivante
from dossiersco.echanges.lecteurs import Portee
from dossiersco.echanges.parmi import Parmi
from dossiersco.etablissements.models import Etablissement
from dossiersco.siecle.lus import EleveLu, LienLu, PersonneLue, Photo

# Ni sorti, ni absent, ni dit parti : un départ passe par la voie ordinaire.
DEPARTS = ("date_sortie", "absent_depuis", "depart_dit_le")
CLES = """
    SELECT lu, (SELECT id FROM {table} WHERE etablissement_id = %s AND id_siecle = lus.lu)
    FROM (SELECT value AS lu FROM {liste} AS value) AS lus
"""


class EleveConnu(NamedTuple):
    pk: int
    id_siecle: str | None
    photo: Photo
    date_sortie: date | None
    absent_depuis: date | None
    depart_dit_le: date | None

    def redit(self, lu: EleveLu, portee: Portee) -> bool:
        return (
            self[3:] == (None, None, None)
            and "DATE_SORTIE" not in self.photo
            and photo_suivante(self.photo, lu.photo, portee, lu.eleve_id) == self.photo
        )


class PersonneConnue(NamedTuple):
    pk: int
    id_siecle: str | None
    photo: Photo

    def redit(self, lue: PersonneLue, portee: Portee) -> bool:
        return photo_suivante(self.photo, lue.photo, portee, lue.personne_id) == self.photo


class LienConnu(NamedTuple):
    pk: int
    eleve: int
    personne: int
    rang: int
    photo: Photo

    def redit(self, lu: LienLu, rang: int, portee: Portee) -> bool:
        if portee.de_secours:
            return completer(self.photo, lu.photo) == self.photo
        return (self.photo, self.rang) == (lu.photo, rang)


def eleves(etablissement: Etablissement, ids: Iterable[str]) -> dict[str | None, EleveConnu]:
    """ELEVE_ID -> ce que la base en dit."""
    lignes = Eleve.objects.filter(Parmi("pk", cles(Eleve, etablissement, ids).values()))
    connus = (
        EleveConnu(*ligne) for ligne in lignes.values_list("pk", "id_siecle", "photo", *DEPARTS)
    )
    return {connu.id_siecle: connu for connu in connus}


def personnes(etablissement: Etablissement, ids: Iterable[str]) -> dict[str | None, PersonneConnue]:
    """PERSONNE_ID -> ce que la base en dit."""
    lignes = Personne.objects.filter(Parmi("pk", cles(Personne, etablissement, ids).values()))
    connues = (PersonneConnue(*ligne) for ligne in lignes.values_list("pk", "id_siecle", "photo"))
    return {connue.id_siecle: connue for connue in connues}


def liens(eleves: Iterable[int]) -> Mapping[tuple[int, int], LienConnu]:
    """(élève, personne) -> leur lien, de tous les liens de ces élèves."""
    lignes = Responsable.objects.filter(Parmi("eleve", eleves))
    connus = (
        LienConnu(*ligne)
        for ligne in lignes.values_list("pk", "eleve_id", "personne_id", "rang", "photo")
    )
    return {(connu.eleve, connu.personne): connu for connu in connus}


def cles(
    modele: type[Eleve] | type[Personne], etablissement: Etablissement, ids: Iterable[str]
) -> dict[str, int]:
    """ELEVE_ID ou PERSONNE_ID -> clé de la base.

    Une recherche par identifiant, dans l'index qui le rend unique. D'un `IN`, PostgreSQL, qui ne
    sait encore rien d'une table que l'import vient de remplir, relirait tout le collège à chaque
    lot.
    """
    liste = "unnest(%s::text[])" if connection.vendor == "postgresql" else "json_each(%s)"
    requete = CLES.format(table=modele._meta.db_table, liste=liste)
    lus = list(ids)
    parametre = lus if connection.vendor == "postgresql" else json.dumps(lus)
    with connection.cursor() as curseur:
        curseur.execute(requete, [etablissement.pk, parametre])
        return {lu: cle for lu, cle in curseur if cle is not None}
