"""Le code à six chiffres d'une application d'authentification (RFC 6238 : SHA-1, 30 s, 6 chiffres).

La base ne garde qu'une graine tirée au sort : le secret s'en calcule avec la clé du serveur. Une
base volée sans cette clé ne donne donc aucun code.
"""

import base64
import hashlib
import hmac
import secrets
from urllib.parse import quote, urlencode

from django.utils.crypto import constant_time_compare, salted_hmac

PAS = 30
CHIFFRES = 6
EMETTEUR = "DossierSCO"


def tirer_graine() -> str:
    return secrets.token_urlsafe(24)


def secret(graine: str) -> bytes:
    """Vingt octets, la longueur que conseille la RFC 4226."""
    return salted_hmac("dossiersco.comptes.totp", graine, algorithm="sha256").digest()[:20]


def en_base32(cle: bytes) -> str:
    return base64.b32encode(cle).decode()


def code(cle: bytes, pas: int) -> str:
    """Le code de ce pas de trente secondes, zéros de tête compris (RFC 4226, § 5.3)."""
    # SHA-1 : le seul que toutes les applications savent lire ; HMAC n'a pas sa faiblesse.
    empreinte = hmac.new(cle, pas.to_bytes(8, "big"), hashlib.sha1).digest()
    debut = empreinte[-1] & 0x0F
    nombre = int.from_bytes(empreinte[debut : debut + 4], "big") & 0x7FFF_FFFF
    return str(nombre % 10**CHIFFRES).zfill(CHIFFRES)


def pas_du_code(cle: bytes, saisie: str, *, heure: float) -> int | None:
    """Le pas dont c'est le code, à un près (une horloge retarde), ou rien.

    Les trois pas sont toujours comparés : la durée ne dit pas lequel est bon.
    """
    courant = int(heure) // PAS
    bons = [
        pas
        for pas in (courant - 1, courant, courant + 1)
        if constant_time_compare(code(cle, pas), saisie)
    ]
    return max(bons, default=None)


def adresse(cle: bytes, mel: str) -> str:
    """Ce que porte le carré à viser."""
    nom = quote(f"{EMETTEUR}:{mel}")
    return f"otpauth://totp/{nom}?{urlencode({'secret': en_base32(cle), 'issuer': EMETTEUR})}"
