"""Une courbe en SVG : des points calculés ici, un gabarit qui les dessine."""

from collections.abc import Sequence
from dataclasses import dataclass

LARGEUR, HAUTEUR = 640, 200


@dataclass(frozen=True)
class Courbe:
    """`points` : l'attribut du `polyline`, dans un cadre de LARGEUR × HAUTEUR."""

    nom: str
    points: str


def tracer(nom: str, cumuls: Sequence[int], jours: int, maximum: int) -> Courbe:
    """`cumuls[i]` : le total au soir du jour i. Le bord droit est le jour `jours - 1`."""
    pas = LARGEUR / max(1, jours - 1)
    echelle = HAUTEUR / max(1, maximum)
    points = (
        f"{rang * pas:.1f},{HAUTEUR - total * echelle:.1f}" for rang, total in enumerate(cumuls)
    )
    return Courbe(nom, " ".join(points))
