"""Dans quel ordre le collège traite : ce qui se contredit ou touche à l'identité, puis l'ancien."""

from django.db.models import Case, Count, Q, QuerySet, Value, When

from dossiersco.dossiers.champs import CHAMPS, Cible
from dossiersco.dossiers.models import Dossier
from dossiersco.dossiers.traces import DE_SIECLE

Dossiers = QuerySet[Dossier]


def par_priorite(dossiers: Dossiers) -> Dossiers:
    """Rang 0 : une identité écrite, deux auteurs d'un même champ, ou SIECLE qui a bougé dessous.

    Un dossier peut remonter pour une écriture déjà décidée ; aucun n'est laissé en arrière.
    """
    d_abord = Q(pk__in=_identite_de_l_eleve(dossiers).values("pk"))
    d_abord |= Q(pk__in=_identite_d_une_personne(dossiers).values("pk"))
    d_abord |= Q(pk__in=_plusieurs_auteurs(dossiers).values("pk"))
    d_abord |= Q(pk__in=dossiers.filter(eleve__traces__geste=DE_SIECLE).values("pk"))
    d_abord |= Q(pk__in=_siecle_a_change_une_personne(dossiers).values("pk"))
    return (
        dossiers.annotate(rang=Case(When(d_abord, then=Value(0)), default=Value(1)))
        .select_related("eleve", "campagne")
        .order_by("rang", "transmis_le", "pk")
    )


def _sensibles(cible: Cible) -> list[str]:
    return [champ.nom for champ in CHAMPS[cible] if champ.sensible]


def _identite_de_l_eleve(dossiers: Dossiers) -> Dossiers:
    return dossiers.filter(
        eleve__traces__geste="modifier",
        eleve__traces__champ__in=_sensibles(Cible.ELEVE),
    )


def _identite_d_une_personne(dossiers: Dossiers) -> Dossiers:
    return dossiers.filter(
        eleve__responsables__personne__traces__geste="modifier",
        eleve__responsables__personne__traces__champ__in=_sensibles(Cible.PERSONNE),
    )


def _siecle_a_change_une_personne(dossiers: Dossiers) -> Dossiers:
    return dossiers.filter(eleve__responsables__personne__traces__geste=DE_SIECLE)


def _plusieurs_auteurs(dossiers: Dossiers) -> Dossiers:
    ecrits = dossiers.filter(
        eleve__traces__geste="modifier", eleve__traces__par_personne__isnull=False
    )
    par_champ = ecrits.values("pk", "eleve__traces__champ").annotate(
        auteurs=Count("eleve__traces__par_personne", distinct=True)
    )
    return dossiers.filter(pk__in=par_champ.filter(auteurs__gt=1).values("pk"))
