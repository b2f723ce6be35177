"""Ce qu'un import doit retenir pour pouvoir être annulé : un journal compressé, une ligne par fait.

    {"geste": "cree", "modele": …, "pks": […]}
    {"geste": "retire", "modele": …, "ligne": {colonne: valeur}}
    {"geste": "change", "modele": …, "pk": …, "avant": {colonne: valeur}, "dits": {champ: valeur}}

`avant` : les colonnes qui changent, sauf celles des champs d'un élève ou d'une personne, que la
photo d'avant suffit à rendre. `dits` : les champs qui, avant l'import, ne disaient pas déjà ce que
disait la photo ; quelqu'un y avait répondu.
"""

import gzip
import json
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from types import TracebackType
from typing import IO, Any, Self, cast

from django.core.files.base import File
from django.db.models import Model

from dossiersco.campagnes.models import Campagne
from dossiersco.dossiers.champs import CHAMPS, Cible, depuis_photo
from dossiersco.dossiers.models import Eleve, Personne
from dossiersco.dossiers.recherche import derivees
from dossiersco.echanges.models import Import

CIBLES: dict[type[Model], Cible] = {Eleve: Cible.ELEVE, Personne: Cible.PERSONNE}
CHAMPS_DE = {
    modele: frozenset([*(champ.nom for champ in CHAMPS[cible]), *derivees(modele)])
    for modele, cible in CIBLES.items()
}
Fait = dict[str, Any]


class Avant:
    """S'écrit au fil de l'import, sur le disque : la mémoire reste plate."""

    def __init__(self) -> None:
        self._brut: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 (fermé par __exit__)
        self._flux = gzip.GzipFile(fileobj=self._brut, mode="wb", compresslevel=3, mtime=0)
        self._vide = True

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        _sorte: type[BaseException] | None,
        _erreur: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self._flux.close()
        self._brut.close()

    def commencer(self, campagne: Campagne) -> None:
        """Le journal nomme les lignes, pas leur campagne."""

    def crees(self, lignes: Sequence[Model]) -> None:
        self._ecrire(
            {
                "geste": "cree",
                "modele": lignes[0]._meta.label,
                "pks": [ligne.pk for ligne in lignes],
            }
        )

    def changes(self, lignes: Sequence[Model], avant: Sequence[Mapping[str, Any]]) -> None:
        for ligne, colonnes in zip(lignes, avant, strict=True):
            self._ecrire(
                {
                    "geste": "change",
                    "modele": ligne._meta.label,
                    "pk": ligne.pk,
                    "avant": _changees(ligne, colonnes),
                    "dits": _dits(type(ligne), colonnes),
                }
            )

    def retires(self, lignes: Sequence[Model]) -> None:
        for ligne in lignes:
            colonnes = {c.attname: getattr(ligne, c.attname) for c in ligne._meta.concrete_fields}
            self._ecrire({"geste": "retire", "modele": ligne._meta.label, "ligne": colonnes})

    def garder(self, fait: Import) -> None:
        """Range le journal avec l'import ; rien, s'il n'a rien écrit."""
        if self._vide:
            return
        self._flux.close()
        self._brut.seek(0)
        fait.avant.save("avant", File(self._brut), save=False)

    def _ecrire(self, fait: Fait) -> None:
        self._vide = False
        ligne = json.dumps(fait, ensure_ascii=False, separators=(",", ":"), default=_en_texte)
        self._flux.write(ligne.encode() + b"\n")


def relire(fait: Import) -> Iterator[Fait]:
    """Les faits d'un import, dans l'ordre où il les a écrits."""
    if not fait.avant:
        return
    with fait.avant.open("rb") as brut, gzip.open(cast("IO[bytes]", brut), "rb") as flux:
        for ligne in flux:
            yield json.loads(ligne)


def _changees(ligne: Model, avant: Mapping[str, Any]) -> dict[str, Any]:
    """Un élève sans photo neuve n'en garde pas l'ancienne : le journal reste court."""
    champs = CHAMPS_DE.get(type(ligne), frozenset())
    return {
        colonne.attname: avant[colonne.attname]
        for colonne in ligne._meta.concrete_fields
        if colonne.name not in champs and avant[colonne.attname] != getattr(ligne, colonne.attname)
    }


def _dits(modele: type[Model], avant: Mapping[str, Any]) -> dict[str, Any]:
    if modele not in CIBLES:
        return {}
    return {
        champ.nom: champ.ecrire(avant[champ.nom])
        for champ in CHAMPS[CIBLES[modele]]
        if avant[champ.nom] != depuis_photo(champ, avant["photo"])
    }


def _en_texte(valeur: date) -> str:
    return valeur.isoformat()
