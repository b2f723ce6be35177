"""Ouvrir un classeur (.xls, .xlsx, .ods) : le reconnaître, le peser, le lire à l'abri.

Les archives sont pesées avant d'être lues ; la lecture a lieu dans un autre processus, aux moyens
comptés (`feuille`). Rien n'est extrait sur le disque.
"""

import io
import json
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import IO

from dossiersco.siecle import a_l_abri, archive, feuille
from dossiersco.siecle.flux import BLOC, MEGA, Plafond, Vue
from dossiersco.siecle.lus import FichierRefuse

TAILLE_MAX = 30 * MEGA
DECOMPRESSE_MAX = 100 * MEGA
RATIO_MAX = 200
MEMBRES_MAX = 200
ATTENTE_MAX = 60

SIGNATURE_XLS = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
TYPE_ODS = b"application/vnd.oasis.opendocument.spreadsheet"
DOSSIER_XLSX = "xl/"

ILLISIBLE = (
    "Ce classeur n’a pas pu être lu : il est abîmé, ou d’un format inconnu. Refaites l’extraction "
    "dans SIECLE et déposez-la telle quelle."
)
DEMESURE = (
    "Ce classeur est démesuré : ce n’est pas une fiche élève de SIECLE. Refaites l’extraction et "
    "déposez-la telle quelle."
)
PROTEGE = (
    "Ce classeur est protégé par un mot de passe. Déposez-le tel que SIECLE l’a produit, sans mot "
    "de passe."
)
REFUS = {feuille.DEMESURE: DEMESURE, feuille.PROTEGE: PROTEGE}


@dataclass(frozen=True, slots=True)
class Feuille:
    """`debut` : le numéro de la première ligne, tel qu'un tableur l'affiche."""

    debut: int
    lignes: Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Classeur:
    """`taille` (octets) et `sha256` sont ceux du fichier tel que déposé."""

    feuilles: tuple[Feuille, ...]
    taille: int
    sha256: str


def est_un_classeur(source: Path | IO[bytes]) -> bool:
    """Le contenu décide, jamais le nom. Un fichier Word ou un zip quelconque n'en est pas un."""
    with archive.en_flux(source) as brut:
        tete = brut.read(len(SIGNATURE_XLS))
        if tete == SIGNATURE_XLS:
            return True
        if not tete.startswith(archive.SIGNATURES_ZIP):
            return False
        return _est_un_zip_de_tableur(brut)


def lire(source: Path | IO[bytes]) -> Classeur:
    """Toutes les cellules, en textes. Lève `FichierRefuse`."""
    with archive.en_flux(source) as brut:
        octets = brut.read(TAILLE_MAX + 1)
    if len(octets) > TAILLE_MAX:
        raise FichierRefuse(DEMESURE)
    if octets.startswith(archive.SIGNATURES_ZIP):
        _peser(octets)
    feuilles = tuple(Feuille(debut, lignes) for debut, lignes in json.loads(_a_l_abri(octets)))
    return Classeur(feuilles, len(octets), sha256(octets).hexdigest())


def _est_un_zip_de_tableur(brut: IO[bytes]) -> bool:
    try:
        archive.verifier_repertoire(brut, brut.seek(0, io.SEEK_END))
        with archive.ouvrir_zip(brut) as zip_lu:
            noms = zip_lu.namelist()
            if "mimetype" in noms:
                with archive.ouvrir_membre(zip_lu, zip_lu.getinfo("mimetype")) as flux:
                    return Plafond(flux).read(len(TYPE_ODS)) == TYPE_ODS
            return any(nom.startswith(DOSSIER_XLSX) for nom in noms)
    except FichierRefuse:
        # Un zip que personne ne peut ouvrir : le lecteur des exports dira pourquoi.
        return False


def _peser(octets: bytes) -> None:
    """Décompresse tout sans rien garder : les tailles annoncées par un zip peuvent mentir."""
    brut = io.BufferedReader(Vue(io.BytesIO(octets)), BLOC)
    archive.verifier_repertoire(brut, len(octets))
    with archive.ouvrir_zip(brut) as zip_lu:
        membres = zip_lu.infolist()
        annonce = sum(membre.file_size for membre in membres)
        if len(membres) > MEMBRES_MAX or annonce > min(
            DECOMPRESSE_MAX, max(MEGA, RATIO_MAX * len(octets))
        ):
            raise FichierRefuse(DEMESURE)
        if any(membre.flag_bits & 0x1 for membre in membres):
            raise FichierRefuse(PROTEGE)
        for membre in membres:
            _relire(zip_lu, membre)


def _relire(zip_lu: zipfile.ZipFile, membre: zipfile.ZipInfo) -> None:
    """La somme de contrôle est vérifiée en chemin : un membre plus long qu'annoncé est abîmé."""
    if membre.compress_type not in archive.COMPRESSIONS:
        raise FichierRefuse(ILLISIBLE)
    with archive.ouvrir_membre(zip_lu, membre) as flux:
        borne = Plafond(flux)
        while borne.read(BLOC):
            pass


def _a_l_abri(octets: bytes) -> bytes:
    return a_l_abri.lire(feuille, octets, attente=ATTENTE_MAX, refus=REFUS, sinon=ILLISIBLE)
