"""Écrire aux familles ce que le collège a décidé : un message par personne, quand il a mûri."""

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from dossiersco.dossiers.annonces import Annonce, delai
from dossiersco.dossiers.langues import langue_de
from dossiersco.messagerie.adresses import mel_utilisable
from dossiersco.messagerie.envois import Courrier, poster

# Une ligne de message par sorte de décision, quand il y en a plusieurs à dire.
EN_UNE_LIGNE = {
    "dossier_valide": "{enfant} : le dossier est validé. {refus}",
    "correction_demandee": "{enfant} : le collège vous demande une précision. {message}",
    "document_refuse": "{enfant} : le document « {document} » est à renvoyer. {motif}",
}


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
    langue = langue_de(annonces[0].personne)
    if len(annonces) == 1:
        seule = annonces[0]
        contexte = {**seule.contexte, "endroit": _endroit(seule)}
        return Courrier(seule.gabarit, mel, cle, contexte, langue=langue)
    lignes = [
        f"{EN_UNE_LIGNE[annonce.gabarit].format(**annonce.contexte).strip()}\n{_endroit(annonce)}"
        for annonce in annonces
    ]
    nouvelles = {"nouvelles": "\n\n".join(lignes)}
    return Courrier("plusieurs_nouvelles", mel, cle, nouvelles, langue=langue)


def _endroit(annonce: Annonce) -> str:
    """L'endroit exact ; il faut s'y identifier, il ne donne accès à rien."""
    etape = "pieces" if annonce.gabarit == "document_refuse" else "dossier"
    chemin = reverse(f"espace_famille:{etape}", args=[annonce.dossier_id])
    return f"{settings.ADRESSE_PUBLIQUE}{chemin}"
