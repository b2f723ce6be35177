"""Les tables de codes livrées avec le paquet (`codes/*.csv`), pour qui n'a pas la Nomenclature.

Les codes sont des chaînes : les zéros de tête comptent. Provenance des tables :
Nomenclature réelle de juillet 2019, nomenclatures de l'INSEE et du ministère.
"""

import csv
import io
from collections.abc import Mapping
from functools import cache
from importlib import resources
from types import MappingProxyType

# Colonnes du code et du libellé, là où la table n'a pas « code » et « libelle_long ».
COLONNES = {
    "academies": ("departement_men", "academie"),
    "nationalites": ("code_siecle", "libelle"),
    "pays": ("code_siecle", "libelle"),
    "sexes": ("code", "libelle"),
}


@cache
def lignes(nom: str) -> tuple[Mapping[str, str], ...]:
    """Toutes les lignes de `codes/<nom>.csv`, colonne par colonne. Lève `KeyError` s'il manque."""
    fichier = resources.files("dossiersco.siecle").joinpath("codes", f"{nom}.csv")
    if not fichier.is_file():
        raise KeyError(nom)
    texte = fichier.read_text(encoding="utf-8")
    return tuple(MappingProxyType(ligne) for ligne in csv.DictReader(io.StringIO(texte)))


@cache
def professions_acceptees() -> frozenset[str]:
    """Les PCS que SIECLE accepte : ni les agrégats de retraités, ni le détail des agriculteurs."""
    pcs = lignes("professions_pcs")
    return frozenset(ligne["code"] for ligne in pcs if ligne["accepte_par_siecle"] == "1")


@cache
def table(nom: str) -> Mapping[str, str]:
    """Code -> libellé long, dans l'ordre du fichier. Lève `KeyError` si la table n'existe pas."""
    code, libelle = COLONNES.get(nom, ("code", "libelle_long"))
    return MappingProxyType({ligne[code]: ligne[libelle] for ligne in lignes(nom)})
