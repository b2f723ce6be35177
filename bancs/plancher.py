"""Le plancher d'un import : lire les mêmes fichiers, écrire les mêmes lignes, rien d'autre.

Lire, c'est `lxml.etree.iterparse` sans rien garder ; écrire, c'est COPY (SQLite : `bulk_create`).
Les objets sont bâtis avant de compter : un import ne peut pas faire mieux.
"""

import zipfile
from collections.abc import Sequence
from pathlib import Path

from django.core.management import call_command
from django.db import models, transaction
from lxml import etree

from bancs.mesure import Duree, chronometrer
from dossiersco.campagnes.models import Campagne, CodeCollege, Division, Mef, OptionPedagogique
from dossiersco.dossiers.models import Dossier, Eleve, Personne, Responsable
from dossiersco.echanges.creation import creer
from dossiersco.echanges.lots import par_lots
from dossiersco.etablissements.models import Etablissement

SUPPORT = (Etablissement, Campagne)
ECRITS = (Mef, OptionPedagogique, CodeCollege, Division, Eleve, Dossier, Personne, Responsable)
# Un dossier recopie la clé de tri de son élève : la relire un à un ne serait plus un plancher.
A_SUIVRE: dict[type[models.Model], tuple[str, ...]] = {Dossier: ("eleve",)}

Lignes = list[tuple[type[models.Model], list[models.Model]]]


def vider() -> None:
    call_command("flush", verbosity=0, interactive=False)


def relever(modeles: Sequence[type[models.Model]]) -> Lignes:
    return [
        (modele, list(modele.objects.select_related(*A_SUIVRE.get(modele, ()))))
        for modele in modeles
    ]


def courir(chemins: Sequence[Path]) -> Duree:
    """Le plancher de l'import qui vient d'avoir lieu. Laisse la base pleine des mêmes lignes."""
    support, lignes = relever(SUPPORT), relever(ECRITS)
    vider()
    _ecrire(support)

    def plancher() -> None:
        for chemin in chemins:
            _lire(chemin)
        _ecrire(lignes)

    return chronometrer(plancher)


def _lire(chemin: Path) -> None:
    with zipfile.ZipFile(chemin) as archive, archive.open(archive.namelist()[0]) as flux:
        for _, noeud in etree.iterparse(flux):
            noeud.clear()


@transaction.atomic
def _ecrire(lignes: Lignes) -> None:
    for modele, objets in lignes:
        for lot in par_lots(objets):
            creer(modele, lot)
