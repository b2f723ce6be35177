"""Des choix d'une famille à la liste OPTIONS que SIECLE attend, sans en perdre une.

Une option que l'élève a déjà garde son entrée telle que SIECLE l'a écrite ; une option nouvelle n'a
pas de NUM_OPTION. Source : format SIECLE BEE §2.3 et §2.4.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import permutations

Entree = dict[str, str]


@dataclass(frozen=True)
class Option:
    """Ce que la formation propose. `rangs` : ceux que permet une obligatoire ; () facultative."""

    code_matiere: str
    modalite: str
    libelle: str
    rangs: tuple[int, ...] = ()


@dataclass(frozen=True)
class Carte:
    """Les options d'une formation et le nombre d'obligatoires qu'un élève y prend."""

    options: tuple[Option, ...]
    obligatoires: int

    @property
    def facultatives(self) -> list[Option]:
        return [option for option in self.options if not option.rangs]

    @property
    def rangs(self) -> list[int]:
        """Les rangs à remplir, s'il y a de quoi les remplir."""
        return [rang for rang in range(1, self.obligatoires + 1) if self.au_rang(rang)]

    def au_rang(self, rang: int) -> list[Option]:
        return [option for option in self.options if rang in option.rangs]

    def prises_aux_rangs(self, actuelles: Iterable[Entree]) -> dict[int, str]:
        """Les obligatoires de l'élève, chacune à un rang permis : {rang: code_matiere}."""
        permis = {option.code_matiere: option.rangs for option in self.options if option.rangs}
        prises = [code for entree in actuelles if (code := entree["CODE_MATIERE"]) in permis]
        places: list[str | None] = [*prises, *[None] * len(self.rangs)]
        essais = (
            {rang: code for rang, code in zip(self.rangs, essai, strict=True) if code}
            for essai in permutations(places, len(self.rangs))
        )
        permis_tous = (e for e in essais if all(rang in permis[code] for rang, code in e.items()))
        return max(permis_tous, key=len, default={})

    def facultatives_prises(self, actuelles: Iterable[Entree]) -> list[str]:
        prises = {entree["CODE_MATIERE"] for entree in actuelles}
        aux_rangs = set(self.prises_aux_rangs(actuelles).values())
        return [
            option.code_matiere
            for option in self.facultatives
            if option.code_matiere in prises - aux_rangs
        ]

    def composer(
        self,
        choisies: Sequence[Option],
        actuelles: Sequence[Entree],
        photo: Sequence[Entree],
    ) -> list[Entree]:
        """Les options choisies, plus celles de l'élève que cette formation ne propose pas."""
        proposees = {option.code_matiere for option in self.options}
        hors_carte = [entree for entree in actuelles if entree["CODE_MATIERE"] not in proposees]
        retenues = {option.code_matiere: option for option in choisies}
        return [
            *hors_carte,
            *(self._entree(option, [*photo, *actuelles]) for option in retenues.values()),
        ]

    def _entree(self, option: Option, connues: Iterable[Entree]) -> Entree:
        """L'entrée déjà écrite, sauf si l'option passe d'obligatoire à facultative ou l'inverse."""
        modalites = {o.modalite for o in self.options if o.code_matiere == option.code_matiere}
        autres = modalites - {option.modalite}
        for entree in connues:
            meme = entree["CODE_MATIERE"] == option.code_matiere
            if meme and entree.get("CODE_MODALITE_ELECT") not in autres:
                return dict(entree)
        return {"CODE_MODALITE_ELECT": option.modalite, "CODE_MATIERE": option.code_matiere}
