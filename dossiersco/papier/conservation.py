"""Rattraper ce qu'une tâche perdue n'a pas effacé ; le reste est dans `menage.py`."""

from datetime import datetime

from dossiersco.campagnes.conservation import Comptes, Sorte, avec_le_temps
from dossiersco.papier.models import Tirage
from dossiersco.socle.fichiers import effacer_avec_leurs_fichiers


@avec_le_temps(Sorte.A_COURT_TERME)
def effacer_les_tirages(avant: datetime) -> Comptes:
    expires = Tirage.objects.filter(expire_le__lt=avant)
    return {"tirages": effacer_avec_leurs_fichiers(expires)}
