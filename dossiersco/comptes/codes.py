"""Le code personnel d'un responsable : 12 caractères sans ambiguïté, soit 60 bits.

Il s'imprime XXXX-XXXX-XXXX et se tape comme on veut : minuscules, espaces, O pour 0, I ou L pour 1.
On ne garde que son empreinte. Une clé du serveur y entre : une base volée sans cette clé ne se
devine pas, et la vérification reste assez rapide pour le soir d'ouverture (pas de hachage lent).
"""

import re
import secrets

from django.utils.crypto import salted_hmac

# Base 32 de Crockford : ni I, ni L, ni O, ni U.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LONGUEUR = 12
_CONFUSIONS = str.maketrans({"O": "0", "I": "1", "L": "1"})
_ECRIT = re.compile(r"(?<![0-9A-Z-])[0-9A-Z]{4}(?:-[0-9A-Z]{4}){2}(?![0-9A-Z-])")


def tirer() -> str:
    """Un code neuf, sans tirets."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LONGUEUR))


def presenter(code: str) -> str:
    """ "ABCD1234EFGH" -> "ABCD-1234-EFGH"."""
    return "-".join(code[debut : debut + 4] for debut in range(0, LONGUEUR, 4))


def normaliser(saisie: str) -> str:
    """Ce qui a été tapé, ramené à l'alphabet ; "" si ce n'est pas un code.

    D'un lien ou d'un message collé en entier, c'est le seul code qui s'y lit.
    """
    if code := _ramener(saisie):
        return code
    ecrits = set(_ECRIT.findall(saisie.upper()))
    return _ramener(ecrits.pop()) if len(ecrits) == 1 else ""


def _ramener(saisie: str) -> str:
    code = "".join(c for c in saisie.upper().translate(_CONFUSIONS) if c.isalnum())
    if len(code) != LONGUEUR or not set(code) <= set(ALPHABET):
        return ""
    return code


def empreinte(code: str) -> str:
    return salted_hmac("dossiersco.comptes.code", code, algorithm="sha256").hexdigest()
