"""Les familles qu'on oublie : trois adultes et plus, deux pères et un beau-père, mêmes noms."""

from collections.abc import Callable

from dossiersco.siecle.fabrique.adresses import domicile
from dossiersco.siecle.fabrique.atelier import Atelier
from dossiersco.siecle.fabrique.foyers import (
    ASCENDANT,
    AUTRE,
    FREQUENCES,
    GENRES,
    MERE,
    PERE,
    Foyer,
    couple,
    lien,
    seul,
)
from dossiersco.siecle.fabrique.modele import Personne
from dossiersco.siecle.fabrique.personnes import FEMME, HOMME, homonyme, nom, parent
from dossiersco.siecle.lus import Photo


def trois_legaux(atelier: Atelier, taille: int) -> Foyer:
    """Trois représentants légaux, quand l'import n'en reçoit que deux."""
    foyer = couple(atelier, taille)
    beau_pere = parent(atelier, HOMME, nom(atelier), domicile(atelier))
    return _avec(foyer, (beau_pere, lien("1", PERE, "C")))


def tribu(atelier: Atelier, taille: int) -> Foyer:
    """Deux parents, une personne en charge, trois contacts."""
    foyer = couple(atelier, taille)
    adultes = [parent(atelier, FEMME, nom(atelier), None) for _ in range(4)]
    liens = [lien("2", AUTRE, "H"), *(lien("3", ASCENDANT) for _ in range(3))]
    return _avec(foyer, *zip(adultes, liens, strict=True))


def meme_nom(atelier: Atelier, taille: int) -> Foyer:
    """Le père et le grand-père portent le même nom et le même prénom."""
    foyer = couple(atelier, taille)
    pere = foyer.liens[0][1][0]
    aieul = homonyme(atelier, pere, domicile(atelier))
    return _avec(foyer, (aieul, lien("3", ASCENDANT)))


def doublon(atelier: Atelier, taille: int) -> Foyer:
    """La mère est deux fois dans la base, une fois par enfant."""
    foyer = seul(atelier, taille)
    mere = foyer.liens[0][0][0]
    copie = homonyme(atelier, mere, domicile(atelier))
    liens = ((copie, lien("1", MERE, "PAHC")),)
    return Foyer(foyer.nom, foyer.adresse, (foyer.liens[0], *(liens,) * (taille - 1)))


def _avec(foyer: Foyer, *ajoutes: tuple[Personne, Photo]) -> Foyer:
    return Foyer(foyer.nom, foyer.adresse, tuple((*liens, *ajoutes) for liens in foyer.liens))


RARES: dict[str, Callable[[Atelier, int], Foyer]] = {
    "trois_legaux": trois_legaux,
    "tribu": tribu,
    "meme_nom": meme_nom,
    "doublon": doublon,
}
TOUS = {**GENRES, **RARES}
# Chaque genre de famille revient, même ceux qu'on ne voit qu'une fois par collège.
FREQUENCES_MECHANTES = dict.fromkeys(FREQUENCES, 10) | dict.fromkeys(RARES, 10)
