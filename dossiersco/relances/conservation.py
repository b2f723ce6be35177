"""Effacer les relances avec les dossiers ; quand, `campagnes/conservation.py` le dit."""

from dossiersco.campagnes.conservation import Comptes, Sorte, avec_la_campagne
from dossiersco.campagnes.models import Campagne
from dossiersco.relances.models import Relance


@avec_la_campagne(Sorte.DOSSIERS)
def effacer_les_relances(campagne: Campagne) -> Comptes:
    effacees, _ = Relance.objects.filter(campagne=campagne).delete()
    return {"relances": effacees}
