"""Date, lieu de naissance et nationalité d'un élève."""

from datetime import date, timedelta

from dossiersco.siecle.fabrique.atelier import Atelier
from dossiersco.siecle.fabrique.lieux import (
    NAISSANCES_A_L_ETRANGER,
    NAISSANCES_PROCHES,
)
from dossiersco.siecle.lus import Photo

# Des frères et sœurs de deux années voisines ont ainsi dix mois d'écart au moins.
SAISON = 60


def saison(atelier: Atelier) -> date:
    """Le premier jour de la saison où naissent les enfants d'une famille, en l'an 1."""
    return date(1, 1, 1) + timedelta(days=atelier.hasard.randrange(365 - SAISON))


def naissance(atelier: Atelier, annee: int, debut: date) -> Photo:
    jour = debut.replace(year=annee) + timedelta(days=atelier.hasard.randrange(SAISON))
    return {"DATE_NAISS": ecrire_date(jour), **_lieu(atelier)}


def sans_commune(ne: Photo) -> Photo:
    """La même naissance, en France on ne sait où : SIECLE refusera le renvoi."""
    return {"DATE_NAISS": ne["DATE_NAISS"], "CODE_PAYS": "100", "CODE_PAYS_NAT": "100"}


def ecrire_date(jour: date) -> str:
    """JJ/MM/AAAA."""
    return f"{jour.day:02}/{jour.month:02}/{jour.year:04}"


def _lieu(atelier: Atelier) -> Photo:
    hasard = atelier.hasard
    ou = hasard.pondere({"proche": 80, "lointaine": 12, "etranger": 8})
    if ou == "etranger":
        pays, ville = hasard.choice(NAISSANCES_A_L_ETRANGER)
        nationalite = pays if hasard.une_fois_sur(2) else "100"
        return {"CODE_PAYS": pays, "VILLE_NAISS": ville, "CODE_PAYS_NAT": nationalite}
    if ou == "proche":
        departement, commune = hasard.choice(NAISSANCES_PROCHES)
    else:
        departement, commune = next(atelier.naissances_lointaines)
    # Né en France, mais de la nationalité de ses parents jusqu'à ses treize ans.
    etrangere = hasard.une_fois_sur(25)
    nationalite = hasard.choice(NAISSANCES_A_L_ETRANGER)[0] if etrangere else "100"
    return {
        "CODE_PAYS": "100",
        "CODE_DEPARTEMENT_NAISS": departement,
        "CODE_COMMUNE_INSEE_NAISS": commune,
        "CODE_PAYS_NAT": nationalite,
    }
