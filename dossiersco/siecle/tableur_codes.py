"""Les libellés et les nombres d'un tableur, remis dans les codes de SIECLE.

Un libellé qui ne désigne pas un code et un seul n'est pas traduit : l'appelant le signale, rien
n'est inventé.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from functools import cache

from dossiersco.siecle import communes
from dossiersco.siecle.communes import capitales
from dossiersco.siecle.nomenclatures import lignes, table
from dossiersco.siecle.pays import FRANCE
from dossiersco.siecle.valeurs import departement, telephone

# Le code de la ville entière : on y naît dans un arrondissement, que le libellé ne dit pas.
VILLES_A_ARRONDISSEMENTS = frozenset({"75056", "69123", "13055"})
# Ce que SIECLE écrit et que la table des pays nomme autrement.
AUTRES_PAYS = {
    "ALLEMAGNE REPUBLIQUE DEMOCRATIQUE": "141",
    "ALLEMAGNE REPUBLIQUE FEDERALE": "142",
}
SEXES = {"M": "1", "MASCULIN": "1", "1": "1", "F": "2", "FEMININ": "2", "2": "2"}
# De 1927 à 2119 : un numéro de jour, pas un nombre quelconque.
JOURS = range(10_000, 80_001)
ORIGINE = date(1899, 12, 30)


def commune(libelle: str) -> str:
    """Le code INSEE de la seule commune qui porte ce nom ; "" s'il y en a plusieurs, ou aucune."""
    codes = {lue.code for lue in communes.portant_le_nom(libelle)} - VILLES_A_ARRONDISSEMENTS
    return codes.pop() if len(codes) == 1 else ""


def pays(libelle: str) -> str:
    """« FRANCE/REUNION » est la France ; un pays disparu a gardé son code."""
    nom = capitales(libelle)
    if nom.startswith("FRANCE "):
        return FRANCE
    return AUTRES_PAYS.get(nom) or _unique(_pays(), nom)


def nationalite(libelle: str) -> str:
    """La fiche donne le pays ; d'autres extractions, l'adjectif."""
    return pays(libelle) or _unique(_nationalites(), capitales(libelle))


def parente(libelle: str) -> str:
    return _unique(_libelles("parentes"), capitales(libelle))


def motif_sortie(texte: str) -> str:
    return (
        texte
        if texte in table("motifs_sortie")
        else _unique(_libelles("motifs_sortie"), capitales(texte))
    )


def sexe(texte: str) -> str:
    return SEXES.get(capitales(texte), "")


def jour(texte: str) -> str:
    """Un numéro de jour devient JJ/MM/AAAA ; un autre texte reste ce qu'il est."""
    entier = texte.partition(".")[0]
    if not entier.isdecimal() or len(entier) > 6 or int(entier) not in JOURS:
        return texte
    lu = ORIGINE + timedelta(days=int(entier))
    return f"{lu.day:02}/{lu.month:02}/{lu.year:04}"


def code_postal(texte: str) -> str:
    """Le tableur a mangé le zéro de tête de l'Ain à l'Aveyron."""
    return texte.zfill(5) if re.fullmatch(r"[0-9]{4}", texte) else texte


NOMBRES: Mapping[str, Callable[[str], str]] = {
    "CODE_DEPARTEMENT": departement,
    "CODE_POSTAL": code_postal,
    "TEL_PERSONNEL": telephone,
    "TEL_PORTABLE": telephone,
    "TEL_PROFESSIONNEL": telephone,
    "DATE_NAISS": jour,
    "DATE_ENTREE": jour,
    "DATE_SORTIE": jour,
    "DATE_MODIFICATION": jour,
}
"""Ce que le tableur a abîmé et qui se répare sans rien deviner."""


def _unique(par_libelle: Mapping[str, frozenset[str]], libelle: str) -> str:
    codes = par_libelle.get(libelle, frozenset())
    return next(iter(codes)) if len(codes) == 1 else ""


def _index(nom: str, code: str, *colonnes: str) -> dict[str, frozenset[str]]:
    index: dict[str, set[str]] = {}
    for ligne in lignes(nom):
        for colonne in colonnes:
            if libelle := capitales(ligne.get(colonne, "")):
                index.setdefault(libelle, set()).add(ligne[code])
    return {libelle: frozenset(codes) for libelle, codes in index.items()}


@cache
def _pays() -> Mapping[str, frozenset[str]]:
    """Le libellé officiel l'emporte sur celui de 2019, où « DOMINIQUE » désignait un autre pays."""
    index = _index("pays", "code_siecle", "libelle_reference_2019")
    return index | _index("pays", "code_siecle", "libelle")


@cache
def _nationalites() -> Mapping[str, frozenset[str]]:
    return _index("nationalites", "code_siecle", "libelle")


@cache
def _libelles(nom: str) -> Mapping[str, frozenset[str]]:
    return _index(nom, "code", "libelle_court", "libelle_long", "libelle_edition")
