"""Retrouver une commune d'après ce qu'une famille tape : un nom, ou un code postal."""

import re

from dossiersco.siecle import communes
from dossiersco.siecle.communes import Commune

# Assez pour Paris et ses vingt arrondissements.
PROPOSEES_MAXIMUM = 24
CODE_POSTAL = re.compile(r"[0-9]{5}")


def communes_de(saisie: str) -> tuple[Commune, ...]:
    """Celles qui conviennent : une seule si le nom est exact et sans homonyme."""
    saisie = saisie.strip()
    if CODE_POSTAL.fullmatch(saisie):
        return communes.par_code_postal(saisie)
    trouvees = communes.chercher(saisie, PROPOSEES_MAXIMUM)
    return _du_meme_nom(trouvees, saisie) or trouvees


def au_code_postal(code_postal: str, nom: str) -> tuple[Commune, ...]:
    """Les communes de ce code postal ; la seule qui porte ce nom, s'il est écrit."""
    desservies = communes.par_code_postal(code_postal)
    return _du_meme_nom(desservies, nom)[:1] if nom else desservies


def precise(commune: Commune) -> str:
    """« Saint-Denis (93) » : le département distingue les homonymes."""
    departement = commune.code[:3] if commune.code.startswith("97") else commune.code[:2]
    return f"{commune.nom} ({departement})"


def _du_meme_nom(trouvees: tuple[Commune, ...], nom: str) -> tuple[Commune, ...]:
    cherche = communes.acheminement(nom)
    return tuple(c for c in trouvees if communes.acheminement(c.nom) == cherche)
