"""Les pays et les nationalités tels qu'une personne les choisit : la France, puis l'alphabet.

Les noms s'écrivent en français courant (« Côte d’Ivoire », et non « COTE D'IVOIRE ») : colonne
« nom » de `codes/pays.csv`, d'après CLDR 48 (Unicode). Un pays disparu n'en a pas : il ne se
choisit plus, et garde le libellé de SIECLE là où il se lit encore.
"""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from dossiersco.siecle import nomenclatures
from dossiersco.siecle.valeurs import sans_accents

FRANCE = "100"
# « Autre » et « sans nationalité » se cherchent après tout le reste.
EN_DERNIER = frozenset({"990", "995"})


@cache
def pays() -> Mapping[str, str]:
    """{code: nom}, dans l'ordre où ils se proposent."""
    return _ranges({ligne["code_siecle"]: ligne["nom"] for ligne in nomenclatures.lignes("pays")})


@cache
def nationalites() -> Mapping[str, str]:
    """{code: nom au féminin, « Marocaine »}, dans l'ordre où elles se proposent."""
    return _ranges(nomenclatures.table("nationalites"))


def _ranges(noms: Mapping[str, str]) -> Mapping[str, str]:
    connus = sorted(
        (code != FRANCE, code in EN_DERNIER, sans_accents(nom.lower()), code)
        for code, nom in noms.items()
        if nom
    )
    return MappingProxyType({code: noms[code] for *_, code in connus})
