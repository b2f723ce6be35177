"""La langue que chacun lit à côté du français, d'après son compte."""

from collections.abc import Iterable

from dossiersco.dossiers.models import Personne, Rattachement


def langue_de(personne: Personne) -> str:
    return langues_de([personne.pk]).get(personne.pk, "")


def langues_de(personnes: Iterable[int]) -> dict[int, str]:
    """{id de la personne: sa langue}, en une lecture ; qui n'en a pas choisi n'y est pas."""
    rattachements = Rattachement.objects.filter(personne__in=list(personnes))
    return dict(rattachements.exclude(compte__langue="").values_list("personne", "compte__langue"))
