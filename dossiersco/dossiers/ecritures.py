"""Écrire des colonnes d'un élève ou d'une personne, et tout ce qui se calcule d'elles.

Le seul endroit qui tienne la clé de tri d'un dossier égale à celle de son élève : la liste rangée
par état se lit d'un index, et un index ne porte que sur une table.
"""

from collections.abc import Iterable, Sequence

from django.db.models import Model, OuterRef, Subquery

from dossiersco.dossiers.models import Dossier, Eleve, Personne
from dossiersco.dossiers.recherche import derivees, deriver

PAR_ENVOI = 100


def ecrire(objet: Eleve | Personne, colonnes: Iterable[str]) -> None:
    """L'objet a été relu verrouillé : personne n'écrit sa ligne en même temps."""
    rangs = _rangs([objet])
    objet.save(update_fields=[*colonnes, *derivees(type(objet))])
    _porter([objet], rangs)


def ecrire_en_masse(objets: Sequence[Model], colonnes: Iterable[str]) -> None:
    """Des lignes d'un même modèle, relues verrouillées elles aussi."""
    if not objets:
        return
    modele, rangs = type(objets[0]), _rangs(objets)
    deriver(objets)
    ecrites = sorted({*colonnes, *derivees(modele)})
    modele._base_manager.bulk_update(objets, ecrites, batch_size=PAR_ENVOI)
    _porter(objets, rangs)


def _rangs(objets: Iterable[Model]) -> dict[int, str]:
    return {objet.pk: objet.cle_tri for objet in objets if isinstance(objet, Eleve)}


def _porter(objets: Iterable[Model], rangs: dict[int, str]) -> None:
    """Rien à porter, le plus souvent : un import ne renomme presque personne."""
    renommes = [pk for pk, rang in _rangs(objets).items() if rang != rangs[pk]]
    if renommes:
        leur_rang = Eleve.objects.filter(pk=OuterRef("eleve")).values("cle_tri")
        Dossier.objects.filter(eleve__in=renommes).update(cle_tri=Subquery(leur_rang))
