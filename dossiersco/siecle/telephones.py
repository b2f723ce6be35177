"""Un numéro tel qu'on le tape, rangé comme SIECLE le veut ; et rendu comme on le lit.

SIECLE garde vingt caractères : dix chiffres en France et dans les départements d'outre-mer, « + »
et l'indicatif ailleurs, Nouvelle-Calédonie et Polynésie comprises.
"""

import re

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat

# Métropole, Réunion et Mayotte, Guadeloupe, Guyane, Martinique : même plan à dix chiffres.
INDICATIFS_FRANCAIS = frozenset({33, 262, 590, 594, 596})
OUTRE_MER = ("RE", "YT", "GP", "GF", "MQ")
FRANCAIS = re.compile(r"0[1-9][0-9]{8}")


class NumeroDouteux(ValueError):
    """Ce n'est pas un numéro, ou il y en a deux, ou il lui manque des chiffres."""


def lire(texte: str) -> str:
    """« +33 (0)6 39… », « 0032 4… » -> « 0639… », « +324… » ; "" si rien que des zéros.

    Lève `NumeroDouteux`. La forme d'un numéro français suffit : tous ne sont pas attribués.
    """
    chiffres = [caractere for caractere in texte if caractere.isdecimal()]
    if chiffres and not any(int(chiffre) for chiffre in chiffres):
        return ""
    if any(caractere.isalpha() for caractere in texte):
        raise NumeroDouteux(texte)
    # phonenumbers ne connaît pas l'espace fine insécable, que bien des pages collent.
    try:
        numero = phonenumbers.parse(" ".join(texte.split()), "FR")
    except NumberParseException as erreur:
        raise NumeroDouteux(texte) from erreur
    if numero.country_code in INDICATIFS_FRANCAIS:
        lu, bon = _francais(numero)
    else:
        lu = phonenumbers.format_number(numero, PhoneNumberFormat.E164)
        bon = phonenumbers.is_possible_number(numero)
    if not bon:
        raise NumeroDouteux(texte)
    return lu


def _francais(numero: phonenumbers.PhoneNumber) -> tuple[str, bool]:
    lu = f"0{phonenumbers.national_significant_number(numero)}"
    return lu, bool(FRANCAIS.fullmatch(lu))


def ecrire(numero: str) -> str:
    """« 06 39 98 12 34 », « +32 470 12 34 56 » ; un numéro étrange reste tel quel."""
    if FRANCAIS.fullmatch(numero):
        return " ".join(numero[rang : rang + 2] for rang in range(0, 10, 2))
    if not numero.startswith("+"):
        return numero
    try:
        lu = phonenumbers.parse(numero, None)
    except NumberParseException:
        return numero
    return phonenumbers.format_number(lu, PhoneNumberFormat.INTERNATIONAL)


def international(numero: str) -> str:
    """« 0639981234 » -> « +33639981234 », « 0692… » -> « +262692… » ; l'étranger reste tel quel."""
    if not FRANCAIS.fullmatch(numero):
        return numero
    region = next((r for r in OUTRE_MER if _est_de(numero, r)), "FR")
    return phonenumbers.format_number(phonenumbers.parse(numero, region), PhoneNumberFormat.E164)


def _est_de(numero: str, region: str) -> bool:
    return phonenumbers.is_valid_number_for_region(phonenumbers.parse(numero, region), region)
