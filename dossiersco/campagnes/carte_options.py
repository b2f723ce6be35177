"""Les options d'une formation et leurs règles : quelles questions poser à une famille.

SIECLE dit les rangs d'une obligatoire ; le collège dit le reste. Source : format SIECLE BEE §2.3 et
§2.4.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby, permutations

Entree = dict[str, str]
OBLIGATOIRE = "O"
FACULTATIVES = "facultatives"
# AGL1, ESP2 ; « H » se suit dans un autre établissement, « C » par correspondance.
LANGUE = re.compile(r"[A-Z&-]{2,3}([123])([HC]?)")
RANG_DANS_LE_NOM = re.compile(r"\s*\bLV ?([123])\b", re.IGNORECASE)
TITRES_LANGUES = {
    "1": "Première langue vivante (LV1)",
    "2": "Deuxième langue vivante (LV2)",
    "3": "Troisième langue vivante (LV3)",
}


@dataclass(frozen=True)
class Groupe:
    """De `minimum` à `maximum` options parmi celles qui s'en réclament."""

    nom: str
    minimum: int
    maximum: int


@dataclass(frozen=True)
class Regle:
    """`places` : None sans limite. `groupe` : None, elle se prend librement."""

    abandonnable: bool = True
    ouverte: bool = True
    explication: str = ""
    places: int | None = None
    groupe: Groupe | None = None


@dataclass(frozen=True)
class Option:
    """Ce que la formation propose. `rangs` : ceux que permet une obligatoire ; () facultative."""

    code_matiere: str
    modalite: str
    libelle: str
    rangs: tuple[int, ...] = ()
    code_gestion: str = ""
    regle: Regle = Regle()

    @property
    def langue(self) -> str:
        """« 1 », « 2 » ou « 3 » ; "" si ce n'est pas une langue vivante."""
        trouvee = LANGUE.fullmatch(self.code_gestion)
        return trouvee[1] if trouvee else ""

    @property
    def ailleurs(self) -> bool:
        """Hors de l'établissement ou par correspondance."""
        trouvee = LANGUE.fullmatch(self.code_gestion)
        return bool(trouvee and trouvee[2])


@dataclass(frozen=True)
class Choix:
    """Une question : de `minimum` à `maximum` de ces options. `rangs` : ceux qu'elle remplit."""

    nom: str
    titre: str
    options: tuple[Option, ...]
    minimum: int
    maximum: int
    rangs: tuple[int, ...] = ()

    @property
    def un_seul(self) -> bool:
        return self.maximum == 1

    def libelle(self, option: Option) -> str:
        """« Anglais », même si SIECLE l'appelle « Anglais LV1 » : la question dit déjà le rang."""
        return noms_courts([autre.libelle for autre in self.options])[self.options.index(option)]


@dataclass(frozen=True)
class Carte:
    """Les options d'une formation et le nombre d'obligatoires qu'un élève y prend."""

    options: tuple[Option, ...]
    obligatoires: int
    formation: str = ""

    @property
    def rangs(self) -> list[int]:
        """Les rangs à remplir, s'il y a de quoi les remplir."""
        return [rang for rang in range(1, self.obligatoires + 1) if self.au_rang(rang)]

    def au_rang(self, rang: int) -> tuple[Option, ...]:
        return tuple(option for option in self.options if rang in option.rangs)

    @cached_property
    def choix(self) -> tuple[Choix, ...]:
        """Les obligatoires par rang, les groupes du collège, puis le reste."""
        libres = [option for option in self.options if not option.rangs]
        en_groupe = [option for option in libres if option.regle.groupe]
        seules = tuple(option for option in libres if not option.regle.groupe)
        en_plus = Choix(FACULTATIVES, "Options en plus", seules, 0, len(seules))
        return (*self._aux_rangs(), *_groupes(en_groupe), *((en_plus,) if seules else ()))

    def _aux_rangs(self) -> list[Choix]:
        """Deux rangs de suite qui offrent la même chose font une question : « choisissez-en 2 »."""
        suites = [(offre, tuple(rangs)) for offre, rangs in groupby(self.rangs, self.au_rang)]
        seule = len(suites) == 1
        return [
            Choix(
                nom=f"rang_{rangs[0]}",
                titre=_titre(offre, "" if seule else f" {numero} sur {len(suites)}"),
                options=offre,
                minimum=min(len(rangs), len(offre)),
                maximum=min(len(rangs), len(offre)),
                rangs=rangs,
            )
            for numero, (offre, rangs) in enumerate(suites, 1)
        ]

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

    def prises(self, actuelles: Sequence[Entree]) -> dict[str, list[str]]:
        """{nom de la question: les matières que l'élève y a}. Une matière n'est qu'à un endroit."""
        aux_rangs = self.prises_aux_rangs(actuelles)
        restantes = {entree["CODE_MATIERE"] for entree in actuelles} - set(aux_rangs.values())
        prises: dict[str, list[str]] = {}
        for choix in self.choix:
            if choix.rangs:
                prises[choix.nom] = [aux_rangs[rang] for rang in choix.rangs if rang in aux_rangs]
                continue
            codes = [o.code_matiere for o in choix.options if o.code_matiere in restantes]
            prises[choix.nom] = codes
            restantes -= set(codes)
        return prises

    def composer(
        self,
        choisies: Mapping[str, Collection[str]],
        actuelles: Sequence[Entree],
        photo: Sequence[Entree],
    ) -> list[Entree]:
        """Les options choisies, plus celles de l'élève qu'aucune question ne lui montre."""
        montrees = {code for codes in self.prises(actuelles).values() for code in codes}
        retenues = {
            option.code_matiere: option
            for choix in self.choix
            for option in choix.options
            if option.code_matiere in choisies.get(choix.nom, ())
        }
        hors_carte = [e for e in actuelles if e["CODE_MATIERE"] not in montrees | retenues.keys()]
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


def noms_courts(libelles: Sequence[str]) -> list[str]:
    """« Anglais » pour « Anglais LV1 » ; à deux, « Anglais (première langue vivante) »."""
    courts = [RANG_DANS_LE_NOM.sub("", libelle).strip() for libelle in libelles]
    return [
        _nom_court(libelle, court, seul=courts.count(court) == 1)
        for libelle, court in zip(libelles, courts, strict=True)
    ]


def _nom_court(libelle: str, court: str, *, seul: bool) -> str:
    rang = RANG_DANS_LE_NOM.search(libelle)
    if not (rang and court):
        return libelle
    if seul:
        return court
    return {
        "1": f"{court} (première langue vivante)",
        "2": f"{court} (deuxième langue vivante)",
        "3": f"{court} (troisième langue vivante)",
    }[rang[1]]


def _groupes(options: Iterable[Option]) -> list[Choix]:
    par_groupe: dict[Groupe, list[Option]] = {}
    for option in options:
        if option.regle.groupe:
            par_groupe.setdefault(option.regle.groupe, []).append(option)
    return [
        Choix(f"groupe_{numero}", groupe.nom, tuple(siennes), groupe.minimum, groupe.maximum)
        for numero, (groupe, siennes) in enumerate(par_groupe.items(), 1)
    ]


def _titre(offre: Sequence[Option], precision: str) -> str:
    """Au rang des LV2, une seconde LV1 (bilangue) prend la place d'une LV2."""
    langues = {option.langue for option in offre}
    if "" not in langues:
        return TITRES_LANGUES[max(langues)]
    return f"Option obligatoire{precision}"


def regles_deduites(options: Sequence[Option]) -> dict[Option, Regle]:
    """Ce que la Nomenclature laisse supposer, tant que le collège n'a rien dit.

    Tout est ouvert, sauf les langues suivies hors du collège : qui en a une la garde. Plusieurs LV2
    (ou LV1, LV3) sans rang s'excluent, et il en faut une si elles sont obligatoires.
    """
    sans_rang: dict[tuple[str, str], list[Option]] = {}
    for option in options:
        if option.langue and not option.rangs:
            sans_rang.setdefault((option.langue, option.modalite), []).append(option)
    groupes = {
        (langue, modalite): Groupe(TITRES_LANGUES[langue], int(modalite == OBLIGATOIRE), 1)
        for (langue, modalite), memes in sans_rang.items()
        if len(memes) > 1
    }
    return {
        option: Regle(
            ouverte=not option.ailleurs,
            groupe=None if option.rangs else groupes.get((option.langue, option.modalite)),
        )
        for option in options
    }
