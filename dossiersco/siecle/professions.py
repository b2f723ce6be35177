"""Trouver une profession (PCS) d'après les mots d'un parent : « infirmière », « chauffeur ».

Table `codes/professions_mots.csv` : un code, ses métiers courants séparés par « | », le masculin et
le féminin par « / ». Écrite pour ce service ; les libellés restent ceux de SIECLE.
"""

from collections.abc import Iterable, Mapping
from functools import cache

from dossiersco.siecle.communes import capitales
from dossiersco.siecle.nomenclatures import lignes, professions_acceptees

# Trop courts ou trop courants pour désigner un métier.
MOTS_VIDES = frozenset(
    {"A", "AU", "D", "DE", "DES", "DU", "EN", "ET", "L", "LA", "LE", "LES", "SON"}
    | {"PROFESSION", "PROFESSIONS"}
)
SANS_REPONSE = "99"
# De quoi ne laisser personne devant une porte : les plus larges, quand rien ne convient.
LARGES = ("54", "52", "55", "56", "62", "67", "37", "46", "21", "22", "85", SANS_REPONSE)
Mots = frozenset[str]
Metier = tuple[str, tuple[Mots, ...]]


def chercher(texte: str, libelles: Mapping[str, str]) -> tuple[str, ...]:
    """Les codes qui conviennent, le plus sûr d'abord ; () si rien n'y ressemble.

    `libelles` : code -> libellé du collège. Un seul code quand le texte est exactement un métier ou
    un libellé ; sinon ceux dont un métier dit le plus des mots tapés, ou de leurs débuts.
    """
    cherches = _mots(texte)
    tous = [*_metiers(), *_des_libelles(libelles)]
    exacts = [code for code, formes in tous if cherches in formes]
    return tuple(
        code
        for code in dict.fromkeys(exacts or _au_mieux(tous, cherches))
        if cherches and code in libelles
    )


def _au_mieux(tous: Iterable[Metier], cherches: Mots) -> list[str]:
    """Ceux qui disent le plus de mots tapés : tous les mots, s'il s'en trouve."""
    notes = [(code, max(_en_commun(forme, cherches) for forme in formes)) for code, formes in tous]
    meilleure = max((note for _, note in notes), default=0)
    return [code for code, note in notes if note and note == meilleure]


@cache
def metiers() -> tuple[str, ...]:
    """Ce qui se propose pendant la saisie, par ordre alphabétique."""
    tous = (metier for ligne in lignes("professions_mots") for metier in ligne["mots"].split("|"))
    return tuple(sorted((_presente(metier) for metier in tous), key=capitales))


def _presente(metier: str) -> str:
    """« infirmier/infirmière » -> « Infirmier, infirmière »."""
    ecrit = metier.replace("/", ", ")
    return ecrit[:1].upper() + ecrit[1:]


@cache
def _metiers() -> tuple[Metier, ...]:
    return tuple(
        (ligne["code"], tuple(map(_mots, (*metier.split("/"), metier))))
        for ligne in lignes("professions_mots")
        for metier in ligne["mots"].split("|")
    )


def _des_libelles(libelles: Mapping[str, str]) -> list[Metier]:
    acceptees = professions_acceptees()
    return [(code, (_mots(dit),)) for code, dit in libelles.items() if code in acceptees]


def _mots(texte: str) -> Mots:
    return frozenset(capitales(texte).split()) - MOTS_VIDES


def _en_commun(metier: Mots, cherches: Mots) -> int:
    return sum(any(mot.startswith(cherche) for mot in metier) for cherche in cherches)
