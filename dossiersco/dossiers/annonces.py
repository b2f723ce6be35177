"""Ce que le collège a décidé, à dire à une famille : un seul message par personne et par lot.

Une annonce attend un peu avant de partir : l'agent peut revenir sur sa décision, et celles qu'il
prend dans la foulée, sur un frère ou un document, partent ensemble.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Self

from django.conf import settings
from django.db import models, transaction
from django.urls import reverse
from django.utils import timezone

from dossiersco.messagerie.adresses import mel_utilisable
from dossiersco.messagerie.envois import Courrier, poster

# Une ligne de message par sorte de décision, quand il y en a plusieurs à dire.
EN_UNE_LIGNE = {
    "dossier_valide": "{enfant} : le dossier est validé. {refus}",
    "correction_demandee": "{enfant} : le collège vous demande une précision. {message}",
    "document_refuse": "{enfant} : le document « {document} » est à renvoyer. {motif}",
}


class AnnonceQuerySet(models.QuerySet["Annonce"]):
    def a_poster(self) -> Self:
        return self.filter(postee_le=None).order_by("pk")

    def mures(self, le: datetime) -> Self:
        return self.a_poster().filter(cree_le__lte=le - delai())


class Annonce(models.Model):
    """`gabarit` et `contexte` : ceux de `messagerie`. `lot` : le geste qui la défait."""

    dossier = models.ForeignKey(
        "dossiers.Dossier", on_delete=models.CASCADE, related_name="annonces"
    )
    personne = models.ForeignKey(
        "dossiers.Personne", on_delete=models.CASCADE, related_name="annonces"
    )
    gabarit = models.CharField(max_length=40)
    contexte: models.JSONField[Any, Any] = models.JSONField(default=dict)
    lot = models.UUIDField(null=True, blank=True, db_index=True)
    cree_le = models.DateTimeField(default=timezone.now)
    postee_le = models.DateTimeField(null=True, blank=True)

    objects = AnnonceQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["postee_le", "cree_le"], name="annonces_a_poster")]

    def __str__(self) -> str:
        return f"{self.gabarit} pour {self.personne_id}"


def delai() -> timedelta:
    return timedelta(minutes=settings.DELAI_ANNONCES)


def poster_les_mures() -> datetime | None:
    """Poste ce qui a assez attendu ; rend l'instant du prochain passage s'il reste des annonces."""
    maintenant = timezone.now()
    personnes = Annonce.objects.mures(maintenant).values_list("personne", flat=True)
    for personne in sorted(set(personnes.order_by())):
        _poster(personne, maintenant)
    suivante = Annonce.objects.a_poster().order_by("cree_le").first()
    return suivante.cree_le + delai() if suivante else None


@transaction.atomic
def _poster(personne: int, maintenant: datetime) -> None:
    """Tout ce qui attend pour elle, même le plus récent : elle ne reçoit qu'un message."""
    siennes = list(
        Annonce.objects.select_for_update(of=("self",))
        .a_poster()
        .filter(personne=personne)
        .select_related("personne", "dossier__campagne__etablissement")
    )
    if not siennes:
        return
    Annonce.objects.filter(pk__in=[annonce.pk for annonce in siennes]).update(postee_le=maintenant)
    if mel := mel_utilisable(siennes[0].personne.mel):
        etablissement = siennes[0].dossier.campagne.etablissement
        poster(etablissement, [_courrier(siennes, mel)])


def _courrier(annonces: Sequence[Annonce], mel: str) -> Courrier:
    cle = f"annonces:{annonces[0].pk}"
    if len(annonces) == 1:
        seule = annonces[0]
        return Courrier(seule.gabarit, mel, cle, {**seule.contexte, "endroit": _endroit(seule)})
    lignes = [
        f"{EN_UNE_LIGNE[annonce.gabarit].format(**annonce.contexte).strip()}\n{_endroit(annonce)}"
        for annonce in annonces
    ]
    return Courrier("plusieurs_nouvelles", mel, cle, {"nouvelles": "\n\n".join(lignes)})


def _endroit(annonce: Annonce) -> str:
    """L'endroit exact ; il faut s'y identifier, il ne donne accès à rien."""
    etape = "pieces" if annonce.gabarit == "document_refuse" else "dossier"
    chemin = reverse(f"espace_famille:{etape}", args=[annonce.dossier_id])
    return f"{settings.ADRESSE_PUBLIQUE}{chemin}"
