"""Rattraper ce qu'une tâche perdue n'a pas effacé ; le reste est dans `menage.py`."""

from datetime import datetime

from dossiersco.campagnes.conservation import Comptes, Sorte, avec_le_temps
from dossiersco.papier.models import Tirage
from dossiersco.socle.fichiers import effacer_ensuite


@avec_le_temps(Sorte.A_COURT_TERME)
def effacer_les_tirages(avant: datetime) -> Comptes:
    expires = Tirage.objects.filter(expire_le__lt=avant)
    for tirage in expires.exclude(fichier="").only("fichier").iterator():
        effacer_ensuite(tirage.fichier)
    effaces, _ = expires.delete()
    return {"tirages": effaces}
