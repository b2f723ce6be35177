"""L'atelier : ce qu'une fabrication tient en main, et ce qu'elle a déjà produit."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import cycle
from typing import TypeVar

from dossiersco.siecle.fabrique.hasard import Hasard
from dossiersco.siecle.fabrique.lieux import NAISSANCES_LOINTAINES
from dossiersco.siecle.fabrique.modele import Eleve, Lien, Personne
from dossiersco.siecle.fabrique.noms import NOMS, NOMS_RARES, PRENOMS_RARES
from dossiersco.siecle.fabrique.numeros import ines, suite
from dossiersco.siecle.fabrique.structures import divisions, divisions_par_mef
from dossiersco.siecle.lus import DivisionLue, Photo

T = TypeVar("T")


@dataclass
class Atelier:
    """`soigne` : vrai tant qu'on fabrique des familles auxquelles rien ne doit manquer.

    Les noms distincts et les cas rares tournent : chacun finit par servir.
    `voisins` : les parents qu'on peut donner comme contact à une autre famille.
    """

    uai: str
    annee: int
    hasard: Hasard
    divisions: tuple[DivisionLue, ...]
    divisions_par_mef: Mapping[str, tuple[str, ...]]
    eleve_ids: Iterator[str]
    personne_ids: Iterator[str]
    adresse_ids: Iterator[str]
    elenoets: Iterator[str]
    ines: Iterator[str]
    noms_distincts: Iterator[str]
    noms_rares: Iterator[str]
    prenoms_rares: Iterator[str]
    naissances_lointaines: Iterator[tuple[str, str]]
    eleves: list[Eleve] = field(default_factory=list)
    personnes: list[Personne] = field(default_factory=list)
    liens: list[Lien] = field(default_factory=list)
    voisins: list[Personne] = field(default_factory=list)
    institutions: dict[str, Personne] = field(default_factory=dict)
    soigne: bool = False

    def parfois(self, nombre: int) -> bool:
        """Une fois sur `nombre`, et jamais dans une famille soignée."""
        return not self.soigne and self.hasard.une_fois_sur(nombre)

    def lier(self, eleve: Eleve, liens: "Liens") -> None:
        self.liens += [
            Lien(eleve.eleve_id, personne.personne_id, dict(photo)) for personne, photo in liens
        ]


Liens = tuple[tuple[Personne, Photo], ...]
"""Les responsables d'un enfant, chacun avec la photo de son lien."""


def ouvrir(uai: str, annee: int, eleves: int, hasard: Hasard) -> Atelier:
    toutes = divisions(eleves)
    return Atelier(
        uai=uai,
        annee=annee,
        hasard=hasard,
        divisions=toutes,
        divisions_par_mef=divisions_par_mef(toutes),
        eleve_ids=suite(hasard, 1_200_000, 9),
        personne_ids=suite(hasard, 600_000, 7),
        adresse_ids=suite(hasard, 300_000, 9),
        elenoets=suite(hasard, 1_000, 3),
        ines=ines(hasard),
        noms_distincts=_tournee(hasard, NOMS),
        noms_rares=_tournee(hasard, NOMS_RARES),
        prenoms_rares=_tournee(hasard, PRENOMS_RARES),
        naissances_lointaines=_tournee(hasard, NAISSANCES_LOINTAINES),
    )


def _tournee(hasard: Hasard, choses: Sequence[T]) -> Iterator[T]:
    """Toutes, dans le désordre, puis encore : aucune ne revient avant les autres."""
    return cycle(hasard.sample(choses, len(choses)))
