"""Déposer des exports, comme une secrétaire, et regarder ce que la base en a retenu."""

import hashlib
import io
from pathlib import Path

from django.apps import apps

from dossiersco.campagnes.models import Campagne
from dossiersco.echanges.actions import Source, importer
from dossiersco.echanges.bilan import Bilan
from dossiersco.siecle.tests.exports_fictifs import (
    PARAMETRES,
    fichier_eleves,
    fichier_responsables,
)

# L'établissement et l'année des petits exports inventés.
UAI, ANNEE = PARAMETRES["UAJ"], int(PARAMETRES["ANNEE_SCOLAIRE"])


def deposer(campagne: Campagne, *contenus: bytes | Path, **options) -> Bilan:
    sources = [
        Source(contenu.name, contenu)
        if isinstance(contenu, Path)
        else Source(f"fichier{rang}.xml", io.BytesIO(contenu))
        for rang, contenu in enumerate(contenus, 1)
    ]
    return importer(campagne.etablissement, sources, **options)


def deposer_eleves(campagne: Campagne, *fiches: str, **options) -> Bilan:
    return deposer(campagne, fichier_eleves(*fiches, **options))


def deposer_responsables(campagne: Campagne, personnes, liens) -> Bilan:
    return deposer(campagne, fichier_responsables(personnes, liens))


def codes(bilan: Bilan) -> list[str]:
    """Les anomalies, sans celle que tout petit export sans adresse donne."""
    return [str(a.code) for a in bilan.anomalies if a.code != "sans_adresses"]


def comptes(bilan: Bilan, sorte: str) -> tuple[int, int, int, int]:
    """(créés, modifiés, inchangés, absents)."""
    decompte = bilan.decompte(sorte)
    return (decompte.crees, decompte.modifies, decompte.inchanges, decompte.absents)


def empreinte_de_la_base(*, sauf: tuple[str, ...] = ()) -> str:
    """Toutes les lignes de toutes nos tables : deux bases égales ont la même empreinte."""
    condense = hashlib.sha256()
    for modele in sorted(apps.get_models(), key=lambda modele: modele._meta.label):
        if modele._meta.label not in sauf:
            for ligne in modele._base_manager.order_by("pk").values_list():
                condense.update(repr((modele._meta.label, ligne)).encode())
    return condense.hexdigest()
