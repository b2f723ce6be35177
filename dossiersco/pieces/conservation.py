"""Effacer les documents avec leurs dossiers ; quand, `campagnes/conservation.py` le dit.

Un dossier jamais commencé n'en a pas : en envoyer un laisse une trace.
"""

from datetime import datetime

from dossiersco.campagnes.conservation import Comptes, Sorte, avec_la_campagne, avec_le_temps
from dossiersco.campagnes.models import Campagne
from dossiersco.pieces.models import LienTelephone, PieceJointe
from dossiersco.pieces.televersements import oublier_les_perimes
from dossiersco.socle.fichiers import effacer_avec_leurs_fichiers


@avec_la_campagne(Sorte.DOSSIERS)
def effacer_les_documents(campagne: Campagne) -> Comptes:
    pieces = PieceJointe.objects.filter(dossier__campagne=campagne)
    return {"documents": effacer_avec_leurs_fichiers(pieces)}


@avec_le_temps(Sorte.A_USAGE_UNIQUE)
def effacer_les_liens(avant: datetime) -> Comptes:
    effaces, _ = LienTelephone.objects.filter(expire_le__lt=avant).delete()
    return {"liens de téléphone": effaces}


@avec_le_temps(Sorte.A_COURT_TERME)
def effacer_les_envois_laisses(_avant: datetime) -> Comptes:
    return {"envois interrompus": oublier_les_perimes()}
