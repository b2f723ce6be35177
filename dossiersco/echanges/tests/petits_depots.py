"""Déposer de petits exports inventés dans un collège d'essai."""

import io
from collections.abc import Iterable

from dossiersco.campagnes.models import Campagne
from dossiersco.dossiers.models import Eleve, Personne
from dossiersco.echanges.actions import Source, importer
from dossiersco.echanges.bilan import Bilan
from dossiersco.siecle.tests.exports_fictifs import bloc, document

UAI = "0590181B"


def eleves(*fiches: str, apres: str = "", **parametres: str | None) -> bytes:
    donnees = bloc("ELEVES", *fiches) + apres
    return document("BEE_ELEVES", donnees, **{"UAJ": UAI, **parametres})


def responsables(
    personnes: Iterable[str], liens: Iterable[str] = (), apres: str = "", **parametres: str | None
) -> bytes:
    donnees = bloc("PERSONNES", *personnes) + bloc("RESPONSABLES", *liens) + apres
    return document("BEE_RESPONSABLES", donnees, **{"UAJ": UAI, **parametres})


def deposer(campagne: Campagne, *fichiers: bytes, simuler: bool = False) -> Bilan:
    sources = [
        Source(f"fichier {rang}", io.BytesIO(octets)) for rang, octets in enumerate(fichiers, 1)
    ]
    return importer(campagne.etablissement, sources, simuler=simuler)


def codes(bilan: Bilan) -> list[str]:
    """Les codes des anomalies, sauf l'avis que donne tout petit export sans adresse."""
    return [str(a.code) for a in bilan.anomalies if a.code != "sans_adresses"]


def ecrits(bilan: Bilan) -> int:
    return sum(decompte.ecrits for decompte in bilan.decomptes.values())


def eleve_de(id_siecle: str) -> Eleve:
    return Eleve.objects.get(id_siecle=id_siecle)


def personne_de(id_siecle: str) -> Personne:
    return Personne.objects.get(id_siecle=id_siecle)
