"""À qui un message peut partir : une seule adresse, bien formée ; un mobile, s'il y consent."""

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from dossiersco.messagerie import sms
from dossiersco.siecle.valeurs import comparable

MOBILES = ("06", "07")


def mel_utilisable(mel: str) -> str:
    """L'adresse à qui écrire, ou "". De « a@x;b@y », que SIECLE garde, la première qui convient."""
    for candidate in mel.replace(";", ",").split(","):
        try:
            validate_email(candidate.strip())
        except ValidationError:
            continue
        return candidate.strip()
    return ""


def mobile_utilisable(numero: str) -> str:
    """Le mobile français à dix chiffres, ou "". Sans transporteur de SMS, aucun ne l'est."""
    mobile = comparable("TEL_PORTABLE", numero)
    return mobile if mobile.startswith(MOBILES) and sms.disponible() else ""
