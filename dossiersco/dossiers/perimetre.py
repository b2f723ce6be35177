"""Ce qu'un élève doit à la campagne : est-il nouveau, tel bloc se demande-t-il pour lui."""

from dossiersco.campagnes import blocs
from dossiersco.dossiers.models import Dossier, Eleve


def est_nouveau(eleve: Eleve, uai: str) -> bool:
    """Il n'était pas dans ce collège l'an dernier, d'après SIECLE."""
    return bool(eleve.photo.get("SCOLARITE_AN_DERNIER", {}).get("CODE_RNE") != uai)


def est_demande(dossier: Dossier, bloc: str) -> bool:
    """Le dossier vient avec sa campagne et son collège."""
    campagne = dossier.campagne
    nouveau = est_nouveau(dossier.eleve, campagne.etablissement.uai)
    return blocs.est_demande(campagne.blocs, bloc, nouveau=nouveau)
