"""Quand un responsable déménage, les enfants qui vivaient à son adresse le suivent s'il le dit."""

from dossiersco.dossiers.champs import PAR_NOM, Cible, depuis_photo, differe
from dossiersco.dossiers.models import Eleve, Personne

ADRESSE_ELEVE = PAR_NOM[Cible.ELEVE]["adresse"]
ADRESSE_PERSONNE = PAR_NOM[Cible.PERSONNE]["adresse"]

Adresse = dict[str, str]


def sous_le_meme_toit(eleve: Eleve, personne: Personne) -> bool:
    """Vrai si, dans SIECLE, l'élève et cette personne partagent le même ADRESSE_ID."""
    sien = personne.photo.get("ADRESSE", {}).get("ADRESSE_ID")
    return bool(sien) and eleve.photo.get("ADRESSE", {}).get("ADRESSE_ID") == sien


def a_demenage(personne: Personne) -> bool:
    return _est_nouvelle(personne.adresse, personne)


def habite_avec(eleve: Eleve, personne: Personne) -> bool:
    """La case, telle qu'elle se présente : cochée tant que cette personne n'a pas dit le contraire.

    Ce que l'autre responsable a pu écrire de l'adresse de l'élève n'y paraît pas.
    """
    return not a_demenage(personne) or _suit(eleve, personne)


def adresse_de_l_eleve(
    eleve: Eleve, personne: Personne, nouvelle: Adresse, *, habite: bool
) -> Adresse:
    """L'adresse que l'élève doit avoir quand celle de la personne devient `nouvelle`.

    On ne touche à l'adresse de l'élève que s'il suit cette personne : jamais à celle que l'autre
    responsable lui a donnée tant qu'elle n'a pas déménagé elle-même.
    """
    siecle = depuis_photo(ADRESSE_ELEVE, eleve.photo)
    if habite and _est_nouvelle(nouvelle, personne):
        return nouvelle
    retenue: Adresse = siecle if _suit(eleve, personne) else eleve.adresse
    return retenue


def _est_nouvelle(adresse: Adresse, personne: Personne) -> bool:
    siecle = depuis_photo(ADRESSE_PERSONNE, personne.photo)
    return differe(ADRESSE_PERSONNE, siecle, adresse)


def _suit(eleve: Eleve, personne: Personne) -> bool:
    return not differe(ADRESSE_ELEVE, eleve.adresse, personne.adresse)
