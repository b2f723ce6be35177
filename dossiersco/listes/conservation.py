"""Rattraper ce qu'une tâche perdue n'a pas effacé ; le reste est dans `menage.py`."""

from datetime import datetime

from dossiersco.campagnes.conservation import Comptes, Sorte, avec_le_temps
from dossiersco.listes.models import Extraction
from dossiersco.socle.fichiers import effacer_ensuite


@avec_le_temps(Sorte.A_COURT_TERME)
def effacer_les_extractions(avant: datetime) -> Comptes:
    expires = Extraction.objects.filter(expire_le__lt=avant)
    for extraction in expires.exclude(fichier="").only("fichier").iterator():
        effacer_ensuite(extraction.fichier)
    effaces, _ = expires.delete()
    return {"listes produites": effaces}
