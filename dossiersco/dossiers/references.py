"""La référence qu'une famille lit au téléphone : courte, unique, sans rien dire d'elle."""

import secrets


def tirer() -> str:
    return secrets.token_hex(5).upper()
