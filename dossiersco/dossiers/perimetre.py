"""Ce qu'un élève doit à la campagne : est-il nouveau, que lui demande-t-on.

Ne plus demander n'efface rien : ce qu'une famille a déjà dit reste à décider, et part si on
l'accepte.
"""

from collections.abc import Mapping

from dossiersco.campagnes import blocs
from dossiersco.dossiers.champs import CHAMPS, Champ, Cible
from dossiersco.dossiers.models import Dossier, Eleve

AU_CHOIX: dict[Cible, tuple[Champ, ...]] = {
    cible: tuple(champ for champ in champs if not (champ.exige or champ.bloc))
    for cible, champs in CHAMPS.items()
}


def cle(cible: Cible, champ: Champ) -> str:
    """Son nom dans `Campagne.champs` : l'élève et son responsable ont chacun un téléphone."""
    return f"{cible}_{champ.nom}"


def est_nouveau(eleve: Eleve, uai: str) -> bool:
    """Il n'était pas dans ce collège l'an dernier, d'après SIECLE."""
    return bool(eleve.photo.get("SCOLARITE_AN_DERNIER", {}).get("CODE_RNE") != uai)


def est_demande(dossier: Dossier, bloc: str) -> bool:
    """Le dossier vient avec sa campagne et son collège."""
    return blocs.est_demande(dossier.campagne.blocs, bloc, nouveau=_nouveau(dossier))


def champs_demandes(dossier: Dossier, cible: Cible) -> frozenset[str]:
    """Les noms de ceux qu'une famille peut écrire dans ce dossier-là."""
    nouveau, campagne = _nouveau(dossier), dossier.campagne

    def demande(champ: Champ) -> bool:
        if champ.bloc:
            return blocs.est_demande(campagne.blocs, champ.bloc, nouveau=nouveau)
        au_choix: Mapping[str, str] = {} if champ.exige else campagne.champs
        return blocs.est_demande(au_choix, cle(cible, champ), nouveau=nouveau)

    return frozenset(champ.nom for champ in CHAMPS[cible] if demande(champ))


def _nouveau(dossier: Dossier) -> bool:
    return est_nouveau(dossier.eleve, dossier.campagne.etablissement.uai)
