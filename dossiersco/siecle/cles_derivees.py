"""Les clés des élèves et des personnes que SIECLE n'a pas nommés : celles de la fiche élève.

Elles tiennent la place d'ELEVE_ID et de PERSONNE_ID sans pouvoir leur ressembler, commencent par
« ~ » et ne partent jamais vers SIECLE. La même fiche donne les mêmes clés.
"""

from collections.abc import Mapping
from hashlib import sha256

from dossiersco.siecle.lus import Photo
from dossiersco.siecle.valeurs import comparable

MARQUE = "~"
COORDONNEES = ("MEL", "TEL_PORTABLE", "TEL_PERSONNEL", "TEL_PROFESSIONNEL")
LIEU = ("LIGNE1_ADRESSE", "LIGNE2_ADRESSE", "LIGNE3_ADRESSE", "LIGNE4_ADRESSE", "CODE_POSTAL")


def est_derivee(cle: str) -> bool:
    return cle.startswith(MARQUE)


def cle_eleve(ine: str, numero: str, date_naiss: str) -> str:
    """D'après l'INE, sinon le numéro dans l'établissement et la naissance ; "" sans aucun.

    Le numéro seul ne suffit pas : un établissement peut le redonner.
    """
    if ine:
        return _cle("E", "INE", ine)
    return _cle("E", numero, date_naiss) if numero else ""


def cle_personne(photo: Photo, eleve_id: str) -> str:
    """D'après le nom et les coordonnées : une fratrie partage ses parents, pas deux homonymes.

    Sans aucune coordonnée, la personne est propre à son élève.
    """
    adresse: Mapping[str, str] = photo.get("ADRESSE", {})
    joindre = [comparable(balise, photo.get(balise)) for balise in COORDONNEES]
    joindre += [comparable(balise, adresse.get(balise)) for balise in LIEU]
    noms = [comparable(balise, photo.get(balise)) for balise in ("NOM_DE_FAMILLE", "PRENOM")]
    return _cle("P", *noms, *(joindre if any(joindre) else [eleve_id]))


def _cle(sorte: str, *morceaux: str) -> str:
    condense = sha256("\0".join(morceaux).encode()).hexdigest()
    return f"{MARQUE}{sorte}{condense[:18]}"
