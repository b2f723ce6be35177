"""Qui a signé un dossier, quand, et de quoi vérifier ce qui lui était montré."""

from collections.abc import Collection
from typing import TYPE_CHECKING, Self

from django.db import models
from django.utils import timezone

from dossiersco.dossiers import references

if TYPE_CHECKING:
    from dossiersco.dossiers.models import Personne


class SignatureQuerySet(models.QuerySet["Signature"]):
    def pour_signataires(self, *personnes: "Personne") -> Self:
        return self.filter(personne__in=personnes)

    def autour(self, eleves: Collection[int], personnes: Collection[int]) -> Self:
        """Chacune avec son élève, dans l'ordre : celles de ces élèves, celles de ces personnes."""
        # Deux lectures d'index plutôt qu'un « ou » entre deux tables, qui les parcourt entières.
        avec_l_eleve = self.annotate(eleve=models.F("dossier__eleve"))
        des_eleves = avec_l_eleve.filter(dossier__eleve__in=eleves)
        return des_eleves.union(avec_l_eleve.filter(personne__in=personnes)).order_by("signee_le")


class Signature(models.Model):
    """Une personne a attesté, à cet instant, l'exactitude de ce qui lui était montré."""

    dossier = models.ForeignKey(
        "dossiers.Dossier", on_delete=models.CASCADE, related_name="signatures"
    )
    personne = models.ForeignKey(
        "dossiers.Personne", on_delete=models.CASCADE, related_name="signatures"
    )
    signee_le = models.DateTimeField(default=timezone.now)
    reference = models.CharField("référence", max_length=10, unique=True, default=references.tirer)
    # SHA-256 de ce qui était affiché au moment de signer.
    empreinte = models.CharField(max_length=64)
    sans_nouveaute = models.BooleanField()
    # Quelqu'un aidait cette personne : elle l'a dit.
    aide = models.BooleanField(default=False)
    # Le collège a saisi cette signature, donnée sur papier ou au guichet.
    delegation = models.ForeignKey(
        "dossiers.Delegation", on_delete=models.RESTRICT, related_name="+", null=True
    )

    objects = SignatureQuerySet.as_manager()

    def __str__(self) -> str:
        return self.reference
