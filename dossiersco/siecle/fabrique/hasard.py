"""Un hasard qui se rejoue : la même graine donne toujours le même collège."""

from collections.abc import Mapping
from random import Random


class Hasard(Random):
    """Le hasard de Python, et les deux questions que la fabrique lui pose."""

    def une_fois_sur(self, nombre: int) -> bool:
        return self.random() * nombre < 1

    def pondere(self, poids: Mapping[str, int]) -> str:
        """Une des clés, d'autant plus souvent que son poids est grand."""
        return self.choices(list(poids), list(poids.values()))[0]
