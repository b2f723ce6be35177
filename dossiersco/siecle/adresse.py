"""Une adresse écrite d'un trait, mise en lignes comme SIECLE les veut."""

import textwrap

LIGNES_MAXIMUM = 4
LONGUEUR_MAXIMUM = 38


class AdresseTropLongue(ValueError):
    """L'adresse ne tient pas en quatre lignes de 38 caractères ; le message dit que faire."""

    def __init__(self) -> None:
        super().__init__(
            "Cette adresse est trop longue pour SIECLE (4 lignes de 38 caractères). Abrégez-la : "
            "« av. » pour « avenue », « rés. » pour « résidence »."
        )


def lignes_adresse(texte: str) -> tuple[str, ...]:
    """Coupe une adresse en 4 lignes de 38 caractères au plus, sur les mots ; () si elle est vide.

    Les retours à la ligne de l'auteur sont gardés tant qu'ils tiennent ; sinon le texte est remis
    d'un trait avant d'être coupé. Lève `AdresseTropLongue` au-delà de quatre lignes, ou si un mot
    dépasse une ligne. Source : schéma d'import 3.1, type `ligneAdresse`.
    """
    ecrites = [" ".join(ligne.split()) for ligne in texte.splitlines()]
    gardees = [morceau for ligne in ecrites for morceau in _couper(ligne)]
    lignes = gardees if len(gardees) <= LIGNES_MAXIMUM else _couper(" ".join(ecrites))
    if len(lignes) > LIGNES_MAXIMUM or any(len(ligne) > LONGUEUR_MAXIMUM for ligne in lignes):
        raise AdresseTropLongue
    return tuple(lignes)


def _couper(ligne: str) -> list[str]:
    return textwrap.wrap(ligne, LONGUEUR_MAXIMUM, break_long_words=False, break_on_hyphens=False)
