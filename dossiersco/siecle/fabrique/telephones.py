"""Téléphones et mels qui ne sonnent chez personne.

06 39 98, 01 99 00 et 03 53 01 sont réservés à la fiction ; 07 00 00 et +32 400 ne sont à personne.
"""

import unicodedata

from dossiersco.siecle.fabrique.atelier import Atelier
from dossiersco.siecle.fabrique.hasard import Hasard

LIGATURES = str.maketrans({"œ": "oe", "Œ": "OE"})
INCONNU = "00 00 00 00 00"


def _ecrit(hasard: Hasard, debut: str) -> str:
    """Les six premiers chiffres, quatre au hasard, dans une des graphies de la base."""
    chiffres = f"{debut}{hasard.randrange(10_000):04}"
    paires = [chiffres[rang : rang + 2] for rang in range(0, 10, 2)]
    graphies = (chiffres, " ".join(paires), ".".join(paires), f"+33{chiffres[1:]}")
    return graphies[hasard.choice((0, 0, 0, 1, 1, 2, 3, 3))]


def portable(atelier: Atelier) -> str:
    hasard = atelier.hasard
    if atelier.parfois(60):
        return f"+324000000{hasard.randrange(100):02}"
    if atelier.parfois(80):
        return f"003363998{hasard.randrange(10_000):04}"
    return _ecrit(hasard, "070000" if hasard.une_fois_sur(8) else "063998")


def fixe(atelier: Atelier) -> str:
    if atelier.parfois(80):
        return INCONNU
    return _ecrit(atelier.hasard, "019900" if atelier.hasard.une_fois_sur(3) else "035301")


def mel(prenom: str, nom: str, numero: int) -> str:
    """`numero` distingue les homonymes : deux personnes n'ont jamais le même mel par accident."""
    return f"{_simple(prenom)}.{_simple(nom)}{numero}@exemple.fr"


def _simple(texte: str) -> str:
    sans_accent = unicodedata.normalize("NFD", texte.translate(LIGATURES))
    return "".join(lettre for lettre in sans_accent.lower() if "a" <= lettre <= "z")
