"""Les mots d'un PDF et leur place, lus à l'abri dans un autre processus (`mots_pdf`)."""

import json
from typing import NamedTuple

from dossiersco.siecle import a_l_abri, mots_pdf
from dossiersco.siecle.lus import FichierRefuse

TAILLE_MAX = 20_000_000
ATTENTE_MAX = 40
# Un lecteur indulgent ouvre un PDF coupé, et n'en montre que le début.
FIN, FIN_AU_PLUS_LOIN = b"%%EOF", 2048

PAS_UN_PDF = (
    "Ce fichier n’est pas un PDF. Dans SIECLE, ouvrez Historique import du privé et enregistrez le "
    "compte rendu tel quel."
)
TRONQUE = "Ce PDF est coupé : sa fin manque. Téléchargez-le de nouveau dans SIECLE, jusqu’au bout."
ABIME = "Ce PDF est abîmé : il ne s’ouvre pas. Téléchargez-le de nouveau dans SIECLE."
PROTEGE = (
    "Ce PDF est protégé par un mot de passe. Déposez le compte rendu tel que SIECLE le donne, sans "
    "mot de passe."
)
DEMESURE = (
    "Ce PDF est démesuré : ce n’est pas un compte rendu de SIECLE. Téléchargez le compte rendu "
    "dans SIECLE et déposez-le tel quel."
)
REFUS = {mots_pdf.DEMESURE: DEMESURE, mots_pdf.PROTEGE: PROTEGE}


class Mot(NamedTuple):
    """En points ; `milieu` se compte depuis le haut de la page."""

    gauche: float
    droite: float
    milieu: float
    hauteur: float
    texte: str


Page = list[Mot]


def lire(octets: bytes) -> list[Page]:
    """Les mots de chaque page. Lève `FichierRefuse`."""
    if len(octets) > TAILLE_MAX:
        raise FichierRefuse(DEMESURE)
    if b"%PDF-" not in octets[:1024]:
        raise FichierRefuse(PAS_UN_PDF)
    if FIN not in octets[-FIN_AU_PLUS_LOIN:]:
        raise FichierRefuse(TRONQUE)
    return [[Mot(*mot) for mot in page] for page in json.loads(_a_l_abri(octets))]


def _a_l_abri(octets: bytes) -> bytes:
    return a_l_abri.lire(mots_pdf, octets, attente=ATTENTE_MAX, refus=REFUS, sinon=ABIME)
