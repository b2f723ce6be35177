"""Le fichier de retour vers SIECLE, quand tout le collège a changé quelque chose."""

import io
import zipfile
from collections.abc import Iterator

from django.db import connection
from django.test.utils import CaptureQueriesContext
from lxml import etree

from bancs import college
from bancs.mesure import PASSAGES, Mesure, chronometrer, meilleure
from dossiersco.demonstration.actions import jouer
from dossiersco.echanges.models import Retour
from dossiersco.echanges.retour import preparer_retour, produire_retour

ELEVES = 600


def mesures() -> Iterator[Mesure]:
    campagne = college.deposer(college.exports(ELEVES))
    partie = chronometrer(lambda: jouer(campagne, graine=1, sans_nouveaute=0))

    def produire() -> None:
        produire_retour(preparer_retour(campagne))

    duree = meilleure([chronometrer(produire) for _ in range(PASSAGES)])
    with CaptureQueriesContext(connection) as requetes:
        produit = produire_retour(preparer_retour(campagne))
    assert produit is not None
    dossiers = produit.dossiers.count()
    nom = f"Retour de {dossiers} dossiers sur {ELEVES}"
    yield Mesure(f"{nom}, temps processeur", duree.processeur, "s")
    yield Mesure("— temps écoulé", duree.ecoulee, "s")
    yield Mesure("— requêtes", len(requetes), "requêtes")
    yield Mesure("— fichier produit", produit.fichier.size / 1000, "ko")
    yield Mesure("— relecture du même fichier par lxml", _relecture(produit), "s")
    yield Mesure(f"Campagne de {ELEVES} familles jouée, temps processeur", partie.processeur, "s")


def _relecture(produit: Retour) -> float:
    """De quoi comparer : le temps de lire l'arbre du fichier produit."""
    with produit.fichier.open("rb") as flux, zipfile.ZipFile(io.BytesIO(flux.read())) as archive:
        xml = archive.read(archive.namelist()[0])
    return meilleure([chronometrer(lambda: etree.fromstring(xml))]).processeur
