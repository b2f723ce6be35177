"""Écrire une date en français, la redire dans une autre langue, compter des mois."""

import calendar
import re
from datetime import date, datetime

from django.utils import translation
from django.utils.formats import date_format

MOIS = (
    *("janvier", "février", "mars", "avril", "mai", "juin"),
    *("juillet", "août", "septembre", "octobre", "novembre", "décembre"),
)
EN_LETTRES = re.compile(rf"(\d{{1,2}})(?:er)? ({'|'.join(MOIS)}) (\d{{4}})(?: à (\d\d:\d\d))?")
EN_CHIFFRES = re.compile(r"(\d\d)/(\d\d)/(\d{4})(?: à (\d\d:\d\d))?")


def en_lettres(jour: date) -> str:
    """« 1er juin 2026 »."""
    return f"{'1er' if jour.day == 1 else jour.day} {MOIS[jour.month - 1]} {jour.year}"


def dire(texte: str, langue: str) -> str:
    """« 12 juin 2026 » -> « June 12, 2026 » ; "" si ce n'est pas une date.

    L'heure reste celle du collège, sur vingt-quatre heures.
    """
    trouvee = EN_LETTRES.fullmatch(texte) or EN_CHIFFRES.fullmatch(texte)
    if not trouvee:
        return ""
    jour, mois, annee, heure = trouvee.groups()
    numero = int(mois) if mois.isdigit() else MOIS.index(mois) + 1
    try:
        lue = date(int(annee), numero, int(jour))
    except ValueError:
        return ""
    with translation.override(langue):
        dite = date_format(lue)
    return f"{dite}, {heure}" if heure else dite


def plus_des_mois(jour: datetime, mois: int) -> datetime:
    """Le même jour de ce mois-là, ou le dernier s'il est plus court ; `mois` peut être négatif."""
    ans, rang = divmod(jour.month - 1 + mois, 12)
    annee, mois_vise = jour.year + ans, rang + 1
    dernier = calendar.monthrange(annee, mois_vise)[1]
    return jour.replace(year=annee, month=mois_vise, day=min(jour.day, dernier))
