"""Rattraper ce qu'une tâche perdue n'a pas effacé ; le reste est dans `menage.py`."""

from datetime import datetime

from dossiersco.campagnes.conservation import Comptes, Sorte, avec_le_temps
from dossiersco.listes.models import Extraction
from dossiersco.socle.fichiers import effacer_avec_leurs_fichiers


@avec_le_temps(Sorte.A_COURT_TERME)
def effacer_les_extractions(avant: datetime) -> Comptes:
    expires = Extraction.objects.filter(expire_le__lt=avant)
    return {"listes produites": effacer_avec_leurs_fichiers(expires)}
