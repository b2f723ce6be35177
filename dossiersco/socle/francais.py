"""De petites règles de français que les écrans et les courriels partagent."""

import re
import unicodedata

VOYELLES = frozenset("aeiouœæ")


def de(nom: str) -> str:
    """ "Inès" -> "d’Inès", "Diego" -> "de Diego", "Yves" -> "d’Yves", "Yanis" -> "de Yanis".

    Devant un H on n'élide pas : d'un prénom, on ne sait pas s'il est aspiré.
    """
    debut = unicodedata.normalize("NFD", nom.strip().lower())
    y_voyelle = debut.startswith("y") and debut[1:2] not in VOYELLES
    return f"d’{nom}" if y_voyelle or debut[:1] in VOYELLES else f"de {nom}"


def insecables(texte: str) -> str:
    """« Pourquoi ? » : l'espace d'avant un signe double ne se coupe pas en bout de ligne."""
    return re.sub(r" (?=[:;!?»])", "\u00a0", texte)
