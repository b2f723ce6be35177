"""Un représentant légal de la « Fiche élève complète » : sa photo, son lien."""

from dossiersco.siecle import tableur_codes, vocabulaire
from dossiersco.siecle.anomalies import CodeAnomalie
from dossiersco.siecle.champs import Controle
from dossiersco.siecle.fiche_eleve import adresse, traduire
from dossiersco.siecle.lus import Photo
from dossiersco.siecle.responsables import controler
from dossiersco.siecle.tableur_colonnes import PARENTE, Valeurs

LEGAL = "1"


def photo(lues: Valeurs, controle: Controle) -> Photo | None:
    """La photo d'une personne ; None, avec un avis, si elle n'a pas de nom."""
    if "NOM_DE_FAMILLE" not in lues:
        controle.dire(
            CodeAnomalie.LIEN_INCOMPLET,
            "Un représentant légal n’a pas de nom de famille : il n’est pas lu.",
        )
        return None
    lue: Photo = {b: v for b, v in lues.items() if b in vocabulaire.PERSONNE}
    if bloc := adresse(lues, controle):
        lue["ADRESSE"] = bloc
    controler(lue, controle)
    return lue


def lien(lues: Valeurs, controle: Controle) -> Photo:
    """La fiche ne donne que des représentants légaux, sans dire qui héberge ni qui paie."""
    lu: Photo = {"NIVEAU_RESPONSABILITE": LEGAL}
    traduire(lu, "CODE_PARENTE", lues.get(PARENTE, ""), tableur_codes.parente, controle)
    return lu
