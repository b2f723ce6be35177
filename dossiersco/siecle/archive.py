"""Le contenant : un XML nu, ou un zip qui en contient exactement un.

Le contenu décide (`PK` en tête), jamais le nom. Rien n'est extrait sur le disque ; la lecture
s'arrête au plafond même si l'en-tête du zip ment sur les tailles.
"""

import hashlib
import io
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from dossiersco.siecle.flux import (
    ABIME,
    BLOC,
    DEMESURE,
    ERREURS_DE_ZIP,
    MEGA,
    TAILLE_XML_MAX,
    Plafond,
    Vue,
)
from dossiersco.siecle.lus import FichierRefuse

TAILLE_ZIP_MAX = 60 * MEGA
# Un vrai export se comprime environ vingt-cinq fois ; un petit fichier peut faire bien mieux.
RATIO_MAX = 200
SEUIL_DU_RATIO = MEGA
MEMBRES_MAX = 20
# Vingt membres aux noms raisonnables : au-delà, zipfile chargerait des millions d'entrées.
REPERTOIRE_MAX = 64 * 1024

SIGNATURES_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
FIN_DE_REPERTOIRE = b"PK\x05\x06"
FIN_DE_REPERTOIRE_64 = b"PK\x06\x07"
COMPRESSIONS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})

SANS_XML = (
    "L’archive zip ne contient aucun fichier XML. Déposez le zip tel que SIECLE l’a produit "
    "(ExportXML_….zip)."
)


@dataclass(frozen=True, slots=True)
class Contenant:
    """Le fichier reçu. `taille` (octets) et `sha256` sont ceux du fichier tel que déposé."""

    source: Path | IO[bytes]
    membre: zipfile.ZipInfo | None
    taille: int
    sha256: str

    @contextmanager
    def flux(self) -> Iterator[IO[bytes]]:
        """Les octets du XML, depuis le début. Lève `FichierRefuse` pendant la lecture au besoin."""
        with en_flux(self.source) as brut:
            if self.membre is None:
                yield io.BufferedReader(Plafond(brut), BLOC)
                return
            with ouvrir_zip(brut) as archive, ouvrir_membre(archive, self.membre) as membre:
                yield io.BufferedReader(Plafond(membre), BLOC)


def ouvrir(source: Path | IO[bytes]) -> Contenant:
    """Identifie le contenant. `source` est un chemin ou un flux où l'on peut revenir en arrière."""
    with en_flux(source) as brut:
        tete = brut.read(len(SIGNATURES_ZIP[0]))
        if not tete:
            raise FichierRefuse(
                "Le fichier est vide. Refaites l’export dans SIECLE, puis déposez-le."
            )
        en_zip = tete.startswith(SIGNATURES_ZIP)
        taille, sha256 = _empreinte(brut, TAILLE_ZIP_MAX if en_zip else TAILLE_XML_MAX)
        membre = _membre(brut, taille) if en_zip else None
    return Contenant(source, membre, taille, sha256)


def _empreinte(brut: IO[bytes], plafond: int) -> tuple[int, str]:
    condense, taille = hashlib.sha256(), 0
    brut.seek(0)
    while bloc := brut.read(BLOC):
        condense.update(bloc)
        taille += len(bloc)
        if taille > plafond:
            raise FichierRefuse(
                f"Le fichier dépasse {plafond // MEGA} Mo : ce n’est pas un export SIECLE. "
                "Refaites l’export et déposez-le tel quel."
            )
    return taille, condense.hexdigest()


def _membre(brut: IO[bytes], taille: int) -> zipfile.ZipInfo:
    """Le seul membre XML de l'archive."""
    verifier_repertoire(brut, taille)
    with ouvrir_zip(brut) as archive:
        membres = archive.infolist()
        _verifier_tailles(membres, taille)
        visibles = [m for m in membres if not _est_ignore(m)]
        xmls = [m for m in visibles if _est_xml(archive, m)]
    if not xmls:
        raise FichierRefuse(SANS_XML)
    if len(xmls) > 1:
        raise FichierRefuse(
            f"L’archive zip contient {len(xmls)} fichiers XML : il en faut un seul. "
            "Déposez un à un les zips produits par SIECLE."
        )
    return xmls[0]


def verifier_repertoire(brut: IO[bytes], taille: int) -> None:
    """Regarde la taille du répertoire avant que `zipfile` ne le charge en entier."""
    brut.seek(max(0, taille - 65_558))
    queue = brut.read()
    debut = queue.rfind(FIN_DE_REPERTOIRE)
    if debut < 0 or len(queue) < debut + 22:
        raise FichierRefuse(ABIME)
    longueur = int.from_bytes(queue[debut + 12 : debut + 16], "little")
    if longueur > REPERTOIRE_MAX or FIN_DE_REPERTOIRE_64 in queue[max(0, debut - 20) : debut]:
        raise FichierRefuse(_trop_de_membres())


def _verifier_tailles(membres: list[zipfile.ZipInfo], taille: int) -> None:
    if len(membres) > MEMBRES_MAX:
        raise FichierRefuse(_trop_de_membres())
    if sum(m.file_size for m in membres) > TAILLE_XML_MAX:
        raise FichierRefuse(DEMESURE)
    for membre in membres:
        comprime = max(1, min(membre.compress_size, taille))
        if membre.file_size > SEUIL_DU_RATIO and membre.file_size > RATIO_MAX * comprime:
            raise FichierRefuse(DEMESURE)


def _trop_de_membres() -> str:
    return (
        f"L’archive zip contient plus de {MEMBRES_MAX} fichiers. Déposez le zip tel que SIECLE "
        "l’a produit : il n’en contient qu’un."
    )


def _est_ignore(membre: zipfile.ZipInfo) -> bool:
    """Dossiers, fichiers pointés et `__MACOSX` : ce que les ordinateurs ajoutent d'eux-mêmes."""
    morceaux = membre.filename.split("/")
    return membre.is_dir() or any(
        morceau == "__MACOSX" or (morceau.startswith(".") and morceau.strip("."))
        for morceau in morceaux
    )


def _est_xml(archive: zipfile.ZipFile, membre: zipfile.ZipInfo) -> bool:
    if membre.filename == "[Content_Types].xml":
        raise FichierRefuse(
            "C’est un document de bureautique (Excel ou Word), pas un export XML de SIECLE. "
            "Déposez le zip de l’export XML."
        )
    if membre.flag_bits & 0x1:
        raise FichierRefuse(
            "L’archive zip est protégée par un mot de passe. Déposez le zip tel que SIECLE l’a "
            "produit, sans mot de passe."
        )
    if membre.compress_type not in COMPRESSIONS:
        raise FichierRefuse(ABIME)
    with ouvrir_membre(archive, membre) as flux:
        tete = Plafond(flux).read(1024)
    if tete.startswith(SIGNATURES_ZIP):
        raise FichierRefuse(
            "L’archive zip contient une autre archive zip. Décompressez-la une fois et déposez "
            "le zip produit par SIECLE."
        )
    return bool(tete) and tete.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<")


@contextmanager
def ouvrir_zip(brut: IO[bytes]) -> Iterator[zipfile.ZipFile]:
    try:
        archive = zipfile.ZipFile(brut)
    except ERREURS_DE_ZIP as erreur:
        raise FichierRefuse(ABIME) from erreur
    with archive:
        yield archive


@contextmanager
def ouvrir_membre(archive: zipfile.ZipFile, membre: zipfile.ZipInfo) -> Iterator[IO[bytes]]:
    try:
        flux = archive.open(membre)
    except ERREURS_DE_ZIP as erreur:
        raise FichierRefuse(ABIME) from erreur
    with flux:
        yield flux


@contextmanager
def en_flux(source: Path | IO[bytes]) -> Iterator[IO[bytes]]:
    if isinstance(source, Path):
        with source.open("rb") as fichier:
            yield fichier
    else:
        yield io.BufferedReader(Vue(source), BLOC)
