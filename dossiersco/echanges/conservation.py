"""Effacer ce qui est entré de SIECLE et ce qui y est parti.

Quand, `campagnes/conservation.py` le dit.
"""

from datetime import datetime

from django.db.models import QuerySet

from dossiersco.campagnes.conservation import Comptes, Sorte, avec_la_campagne, avec_le_temps
from dossiersco.campagnes.models import Campagne
from dossiersco.echanges.depots import effacer_les_perimes
from dossiersco.echanges.models import FichierDepose, Import, Retour
from dossiersco.socle.fichiers import effacer_avec_leurs_fichiers


@avec_la_campagne(Sorte.ECHANGES)
def effacer_les_echanges(campagne: Campagne) -> Comptes:
    """Les comptes rendus et les changements envoyés partent avec leur envoi."""
    retours = Retour.objects.filter(campagne=campagne)
    return {
        "fichiers pour SIECLE": effacer_avec_leurs_fichiers(retours),
        "imports": _effacer_les_imports(Import.objects.filter(campagne=campagne)),
    }


@avec_le_temps(Sorte.ECHANGES)
def effacer_les_premiers_depots(avant: datetime) -> Comptes:
    """Abandonnés, ils n'ont jamais eu de campagne."""
    return {"imports": _effacer_les_imports(Import.objects.filter(campagne=None, le__lt=avant))}


@avec_le_temps(Sorte.A_COURT_TERME)
def effacer_les_depots_oublies(_avant: datetime) -> Comptes:
    return {"exports déposés": effacer_les_perimes()}


def _effacer_les_imports(imports: QuerySet[Import]) -> int:
    effacer_avec_leurs_fichiers(FichierDepose.objects.filter(depot__in=imports))
    return effacer_avec_leurs_fichiers(imports)
