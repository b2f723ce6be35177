"""Domiciles inventés sur de vraies communes : blocs ADRESSE."""

from dossiersco.siecle.fabrique.atelier import Atelier
from dossiersco.siecle.fabrique.hasard import Hasard
from dossiersco.siecle.fabrique.lieux import (
    COMMUNES,
    COMMUNES_BELGES,
    COMPLEMENTS,
    RESIDENCES,
    VOIES,
)
from dossiersco.siecle.lus import Photo

# `ligne3` : la première ligne est vide et la troisième remplie, comme dans de vraies bases.
FORMES = {"voie": 70, "residence": 15, "complement": 10, "quatre lignes": 2, "ligne3": 3}


def domicile(atelier: Atelier) -> Photo:
    """Une adresse du Nord, avec CEDEX et boîte postale de temps en temps."""
    lieu = _lieu(atelier)
    return {"ADRESSE_ID": next(atelier.adresse_ids), **_lignes(atelier.hasard), **lieu}


def domicile_belge(atelier: Atelier) -> Photo:
    """À l'étranger il n'y a pas de code postal : il est dans COMMUNE_ETRANGERE."""
    return {
        "ADRESSE_ID": next(atelier.adresse_ids),
        "LIGNE1_ADRESSE": f"{atelier.hasard.randint(1, 80)} RUE DE LA STATION",
        "COMMUNE_ETRANGERE": atelier.hasard.choice(COMMUNES_BELGES),
        "CODE_PAYS": "131",
        "LL_PAYS": "BELGIQUE",
    }


def jumelle(atelier: Atelier, adresse: Photo) -> Photo:
    """La même adresse sous un autre numéro : SIECLE en a, et ce n'est pas une faute."""
    return adresse | {"ADRESSE_ID": next(atelier.adresse_ids)}


def _lieu(atelier: Atelier) -> Photo:
    insee, code_postal, libelle = atelier.hasard.choice(COMMUNES)
    lieu = {
        "CODE_POSTAL": code_postal,
        "CODE_PAYS": "100",
        "CODE_COMMUNE_INSEE": insee,
        "LL_PAYS": "FRANCE",
        "CODE_DEPARTEMENT": "059",
        "LIBELLE_POSTAL": libelle,
    }
    if atelier.parfois(60):
        boite = f"BP {atelier.hasard.randint(10, 999)}"
        lieu |= {"CODE_POSTAL": "59033", "CODE_COMMUNE_INSEE": "59350", "BOITE_POSTALE": boite}
        lieu["LIBELLE_POSTAL"] = "LILLE CEDEX"
    return lieu


def _lignes(hasard: Hasard) -> Photo:
    numero = f"{hasard.randint(1, 240)}{hasard.choice(('', '', '', '', ' BIS', ' TER'))}"
    voie = f"{numero} {hasard.choice(VOIES)}"
    forme = hasard.pondere(FORMES)
    if forme == "residence":
        return {"LIGNE1_ADRESSE": hasard.choice(RESIDENCES), "LIGNE2_ADRESSE": voie}
    if forme in ("complement", "quatre lignes"):
        lignes = {
            "LIGNE1_ADRESSE": voie,
            "LIGNE2_ADRESSE": hasard.choice(RESIDENCES),
            "LIGNE3_ADRESSE": hasard.choice(COMPLEMENTS),
        }
        return lignes if forme == "complement" else lignes | {"LIGNE4_ADRESSE": "HAMEAU DU BOIS"}
    return {"LIGNE3_ADRESSE" if forme == "ligne3" else "LIGNE1_ADRESSE": voie}
