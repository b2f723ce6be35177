"""Ce qu'un élève doit à la campagne : est-il nouveau, que lui demande-t-on.

Ne plus demander n'efface rien : ce qu'une famille a déjà dit reste à décider, et part si on
l'accepte.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import QuerySet

from dossiersco.campagnes.destinataires import NOUVEAUX, PERSONNE, Destinataires
from dossiersco.campagnes.models import Campagne
from dossiersco.dossiers.champs import CHAMPS, Champ, Cible
from dossiersco.dossiers.formations import dans_les_formations, formation
from dossiersco.dossiers.models import Dossier, DossierQuerySet, Eleve, Personne

AU_CHOIX: dict[Cible, tuple[Champ, ...]] = {
    cible: tuple(champ for champ in champs if not (champ.exige or champ.bloc))
    for cible, champs in CHAMPS.items()
}


def cle(cible: Cible, champ: Champ) -> str:
    """Son nom dans `Campagne.champs` : l'élève et son responsable ont chacun un téléphone."""
    return f"{cible}_{champ.nom}"


@dataclass(frozen=True)
class SituationDe:
    """L'élève d'un dossier, qui vient avec sa campagne et son collège.

    Rien ne se calcule d'avance : la formation de la rentrée peut demander une lecture.
    """

    dossier: Dossier

    @property
    def code_mef(self) -> str:
        return formation(self.dossier)

    @property
    def code_regime(self) -> str:
        return self.dossier.eleve.code_regime

    @property
    def nouveau(self) -> bool:
        """Il n'était pas dans ce collège l'an dernier, d'après SIECLE."""
        an_dernier = self.dossier.eleve.photo.get("SCOLARITE_AN_DERNIER", {}).get("CODE_RNE")
        return bool(an_dernier != self.dossier.campagne.etablissement.uai)


def est_demande(dossier: Dossier, bloc: str) -> bool:
    return dossier.campagne.destinataires(bloc).comprennent(SituationDe(dossier))


def champs_demandes(dossier: Dossier, objet: Eleve | Personne) -> frozenset[str]:
    """Les noms de ceux qu'une famille peut écrire : de cet élève, ou de ce responsable.

    D'un responsable, ce que demande un de ses enfants se demande dans le dossier de chacun : il
    n'y a qu'un « Vous », qui se lit et se confirme une fois.
    """
    cible = Cible.ELEVE if isinstance(objet, Eleve) else Cible.PERSONNE
    a_qui = {champ.nom: _destinataires(dossier.campagne, cible, champ) for champ in CHAMPS[cible]}
    demandes = _compris(a_qui, dossier)
    restent = {
        nom: qui for nom, qui in a_qui.items() if nom not in demandes and qui.condition != PERSONNE
    }
    if isinstance(objet, Personne) and restent:
        demandes = demandes.union(*(_compris(restent, f) for f in _freres(dossier, objet)))
    return demandes


def _destinataires(campagne: Campagne, cible: Cible, champ: Champ) -> Destinataires:
    if champ.exige:
        return Destinataires()
    return campagne.destinataires(champ.bloc or cle(cible, champ))


def _compris(a_qui: Mapping[str, Destinataires], dossier: Dossier) -> frozenset[str]:
    situation = SituationDe(dossier)
    return frozenset(nom for nom, qui in a_qui.items() if qui.comprennent(situation))


def _freres(dossier: Dossier, personne: Personne) -> list[Dossier]:
    """Les autres enfants qu'elle inscrit. Une lecture ; la campagne est celle déjà chargée."""
    siens = Dossier.objects.pour_famille(personne).presents().filter(campagne=dossier.campagne)
    freres = list(siens.exclude(pk=dossier.pk).select_related("eleve"))
    for frere in freres:
        frere.campagne = dossier.campagne
    return freres


def compris(dossiers: DossierQuerySet, campagne: Campagne, a_qui: Destinataires) -> DossierQuerySet:
    """`Destinataires.comprennent`, en filtre sur des dossiers de cette campagne."""
    if a_qui.condition == PERSONNE:
        return dossiers.none()
    if a_qui.codes_mef:
        dossiers = dossiers.filter(dans_les_formations(campagne, a_qui.codes_mef))
    if a_qui.codes_regime:
        dossiers = dossiers.filter(eleve__code_regime__in=a_qui.codes_regime)
    if a_qui.condition == NOUVEAUX:
        dossiers = dossiers.exclude(eleve__in=_deja_la(campagne).values("pk"))
    return dossiers


def _deja_la(campagne: Campagne) -> "QuerySet[Eleve]":
    """Les élèves qui étaient déjà dans ce collège l'an dernier."""
    college = campagne.etablissement
    siens = Eleve.objects.filter(etablissement=college)
    return siens.filter(photo__SCOLARITE_AN_DERNIER__CODE_RNE=college.uai)
