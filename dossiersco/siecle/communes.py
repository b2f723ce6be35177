"""Les communes de France : leur nom, leur code INSEE, leurs codes postaux, leur libellé postal.

Table `codes/communes.csv`, millésime 2026, refaite par `scripts/communes.py`. Source : paquet
`@etalab/decoupage-administratif` 6.0.0 (Etalab), données de l'INSEE et de La Poste, Licence
Ouverte. Colonne `type` : c commune, m arrondissement municipal, d commune déléguée, a commune
associée, h ancien code (fusion, Corse avant 1976), avec le nom de la commune actuelle.

Paris, Lyon et Marseille ont un code sans code postal : leurs arrondissements les portent.
"""

import csv
import re
import textwrap
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from operator import itemgetter

from dossiersco.siecle.valeurs import REMPLACEMENTS

HISTORIQUE = "h"
LONGUEUR_LIBELLE = 32
LIGATURES = str.maketrans({"œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE"})
# « Paris 11e Arrondissement », « Château-Chinon (Ville) » : La Poste n'écrit que la ville.
PRECISION = re.compile(r"\s+(?:\(.*\)|[0-9]+er? arrondissement)$", re.IGNORECASE)
# Ce qui ne peut pas finir un libellé coupé.
LIAISONS = frozenset(
    {"A", "AU", "AUX", "D", "DE", "DES", "DU", "EN", "ET", "L", "LA", "LE", "LES"}
    | {"SOUS", "ST", "STE", "SUR"}
)


@dataclass(frozen=True, slots=True)
class Commune:
    """Une commune et ses codes postaux (aucun si elle est déléguée ou associée)."""

    code: str
    nom: str
    codes_postaux: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Annuaire:
    """La table, dans l'ordre du fichier : celui des noms. Un ancien code n'est que dans `noms`."""

    # Des textes, pas de `Commune` : en faire 37 000 d'avance doublerait le chargement.
    noms: Mapping[str, str]
    codes_postaux: Mapping[str, str]
    par_code_postal: Mapping[str, Sequence[str]]


def nom(code_insee: str) -> str:
    """Le nom accentué ; « commune 99999 » si le code est inconnu."""
    return _annuaire().noms.get(code_insee, f"commune {code_insee}")


def existe(code_insee: str) -> bool:
    """Vrai aussi pour un ancien code : on peut y être né."""
    return code_insee in _annuaire().noms


def par_code_postal(code_postal: str) -> tuple[Commune, ...]:
    """Les communes et arrondissements que dessert ce code, par nom ; vide s'il est inconnu."""
    return tuple(map(_commune, _annuaire().par_code_postal.get(code_postal, ())))


def chercher(texte: str, limite: int = 20) -> tuple[Commune, ...]:
    """Celles dont le nom commence par ce texte, puis celles dont un autre mot commence ainsi.

    Accents, tirets et casse ne comptent pas ; « St » vaut « Saint ». Les communes déléguées et
    associées y sont ; un ancien code n'y est pas : sous le nom actuel, il ferait un faux double.
    """
    debut = re.sub(r"\bST(E?)\b", r"SAINT\1", capitales(texte))
    if not debut:
        return ()
    marque = f" {debut}"
    trouvees = [
        (not cle.startswith(marque), code)
        for cle, code in zip(_cles(), _annuaire().codes_postaux, strict=True)
        if marque in cle
    ]
    # Le tri est stable : à rang égal, l'ordre des noms reste.
    trouvees.sort(key=itemgetter(0))
    return tuple(_commune(code) for _, code in trouvees[:limite])


def portant_le_nom(texte: str) -> tuple[Commune, ...]:
    """Celles dont c'est tout le nom, à la graphie près ; les homonymes y sont toutes."""
    cle = re.sub(r"\bST(E?)\b", r"SAINT\1", capitales(texte))
    return tuple(map(_commune, _par_nom().get(f" {cle}", ())))


def acheminement(nom: str) -> str:
    """Le libellé postal : 32 capitales au plus, sans accent ni ponctuation, coupé sur un mot.

    « Saint » s'y écrit ST et « Sainte » STE ; ni arrondissement ni précision entre parenthèses.
    """
    texte = re.sub(r"\bSAINT(E?)\b", r"ST\1", capitales(PRECISION.sub("", nom.strip())))
    if len(texte) <= LONGUEUR_LIBELLE:
        return texte
    mots = textwrap.wrap(texte, LONGUEUR_LIBELLE)[0].split()
    while len(mots) > 1 and mots[-1] in LIAISONS:
        mots.pop()
    return " ".join(mots)


def capitales(texte: str) -> str:
    """Le texte en A-Z, 0-9 et espaces simples ; les fins de ligne restent."""
    if texte.isalnum() and texte.isascii():
        return texte.upper()
    decompose = unicodedata.normalize("NFKD", texte.translate(REMPLACEMENTS).translate(LIGATURES))
    ascii_seul = decompose.encode("ascii", "ignore").decode("ascii").upper()
    return re.sub(r"[^A-Z0-9\n]+", " ", ascii_seul).strip()


def _commune(code: str) -> Commune:
    annuaire = _annuaire()
    return Commune(code, annuaire.noms[code], tuple(annuaire.codes_postaux[code].split()))


@cache
def _annuaire() -> _Annuaire:
    noms: dict[str, str] = {}
    codes_postaux: dict[str, str] = {}
    par_code_postal: dict[str, list[str]] = {}
    fichier = resources.files("dossiersco.siecle").joinpath("codes", "communes.csv")
    with fichier.open(encoding="utf-8") as lignes:
        lecteur = csv.reader(lignes)
        next(lecteur)
        for code, nom_lu, postaux, nature in lecteur:
            noms[code] = nom_lu
            if nature == HISTORIQUE:
                continue
            codes_postaux[code] = postaux
            for code_postal in postaux.split():
                par_code_postal.setdefault(code_postal, []).append(code)
    return _Annuaire(noms, codes_postaux, par_code_postal)


@cache
def _par_nom() -> Mapping[str, Sequence[str]]:
    par_nom: dict[str, list[str]] = {}
    for cle, code in zip(_cles(), _annuaire().codes_postaux, strict=True):
        par_nom.setdefault(cle, []).append(code)
    return par_nom


@cache
def _cles() -> tuple[str, ...]:
    """Le nom de chaque commune en capitales, précédé d'un espace : tout mot y suit un espace."""
    # D'un seul tenant : nom par nom, le calcul serait plus long.
    annuaire = _annuaire()
    cles = capitales("\n".join(annuaire.noms[code] for code in annuaire.codes_postaux))
    return tuple(f" {cle}" for cle in cles.split("\n"))
