"""Ce qu'un responsable est en train de taper. Un brouillon n'est pas une réponse.

Seul l'envoi du formulaire écrit des réponses. Le brouillon n'est jamais montré qu'à son auteur, et
meurt au bout de trois mois sans nouvelle.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Self

from django.db import models, transaction
from django.utils import timezone

CONSERVATION = timedelta(days=90)
Contenu = dict[str, list[str]]


class BrouillonQuerySet(models.QuerySet["Brouillon"]):
    def pour_famille(self, personne: int, dossier: int, etape: str) -> Self:
        return self.filter(personne=personne, dossier=dossier, etape=etape)


class Brouillon(models.Model):
    """Une ligne par formulaire et par personne. Vidé à l'envoi ; la ligne reste et garde la porte.

    Une sauvegarde partie avant l'envoi peut arriver après : elle porte la même `page`, elle est
    écartée.
    """

    personne = models.ForeignKey(
        "dossiers.Personne", on_delete=models.CASCADE, related_name="brouillons"
    )
    dossier = models.ForeignKey(
        "dossiers.Dossier", on_delete=models.CASCADE, related_name="brouillons"
    )
    etape = models.CharField("étape", max_length=30)
    contenu: models.JSONField[Contenu, Contenu] = models.JSONField(default=dict)
    page = models.CharField(max_length=22)
    rang = models.PositiveIntegerField(default=0)
    garde_le = models.DateTimeField(default=timezone.now, db_index=True)

    objects = BrouillonQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["personne", "dossier", "etape"], name="un_brouillon_par_formulaire"
            )
        ]

    def __str__(self) -> str:
        return f"brouillon de {self.etape}"


@dataclass(frozen=True)
class Page:
    """Un formulaire ouvert : par qui, sur quoi. `numero` distingue deux onglets."""

    personne: int
    dossier: int
    etape: str
    numero: str


@transaction.atomic
def garder(page: Page, contenu: Mapping[str, list[str]], *, rang: int | None = None) -> bool:
    """Le dernier écrit reste. Faux si la page a déjà été envoyée ou a déjà dit plus récent.

    `rang` : le combientième de cette page ; None, le dernier quoi qu'il arrive.
    """
    Brouillon.objects.filter(garde_le__lt=timezone.now() - CONSERVATION).delete()
    brouillon, neuf = Brouillon.objects.select_for_update().get_or_create(
        personne_id=page.personne,
        dossier_id=page.dossier,
        etape=page.etape,
        defaults={"contenu": dict(contenu), "page": page.numero, "rang": rang or 0},
    )
    if neuf:
        return True
    if brouillon.page == page.numero:
        depasse = rang is not None and rang <= brouillon.rang
        if depasse or not brouillon.contenu:
            return False
    brouillon.contenu, brouillon.page = dict(contenu), page.numero
    brouillon.rang, brouillon.garde_le = brouillon.rang if rang is None else rang, timezone.now()
    brouillon.save()
    return True


def fermer(page: Page) -> None:
    """Le formulaire est envoyé, ou le brouillon effacé : plus rien de ce qui y était tapé."""
    Brouillon.objects.update_or_create(
        personne_id=page.personne,
        dossier_id=page.dossier,
        etape=page.etape,
        defaults={"contenu": {}, "page": page.numero, "rang": 0, "garde_le": timezone.now()},
    )
