"""Les gestes du collège sur les documents qu'il demande."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from dossiersco.campagnes import annees
from dossiersco.campagnes.models import Campagne, Question
from dossiersco.dossiers.refus import GesteRefuse
from dossiersco.pieces.models import PieceAttendue, PieceJointe

REPRIS = (
    "nom",
    "explication",
    "exemple",
    "obligatoire",
    "condition",
    "codes_mef",
    "codes_regime",
    "duree_validite",
    "valable_au_college",
    "pour_la_fratrie",
    "si_reponse",
    "rang",
)


@transaction.atomic
def ecrire(
    campagne: Campagne, attendue: PieceAttendue | None, valeurs: Mapping[str, Any]
) -> PieceAttendue:
    """Ajoute en dernier, ou corrige. Les familles le lisent aussitôt."""
    # Deux agents à la fois n'écrivent pas deux fois le même : le second le lit.
    Campagne.objects.select_for_update(no_key=True).get(pk=campagne.pk)
    autres = campagne.pieces_attendues.exclude(pk=attendue.pk if attendue else 0)
    if autres.filter(nom=valeurs["nom"]).exists():
        raise GesteRefuse(
            "Un document porte déjà ce nom : choisissez-en un autre, ou redemandez l’ancien."
        )
    if attendue is None:
        dernier = campagne.pieces_attendues.aggregate(rang=Max("rang"))["rang"]
        attendue = PieceAttendue(campagne=campagne, rang=0 if dernier is None else dernier + 1)
    for nom, valeur in valeurs.items():
        setattr(attendue, nom, valeur)
    attendue.save()
    return attendue


@transaction.atomic
def placer(attendue: PieceAttendue, *, rang: int) -> None:
    """La demande à ce rang (0 : la première).

    Le rang visé, plutôt que « un cran plus tôt » : appuyer deux fois ne le déplace qu'une.
    """
    # La campagne d'abord : deux agents qui rangent à la fois ne mêlent pas leurs ordres.
    Campagne.objects.select_for_update(no_key=True).get(pk=attendue.campagne_id)
    ordre = list(PieceAttendue.objects.demandees(attendue.campagne_id))
    if attendue in ordre:
        ordre.remove(attendue)
        ordre.insert(rang, attendue)
    for place, autre in enumerate(ordre):
        autre.rang = place
    PieceAttendue.objects.bulk_update(ordre, ["rang"])


@transaction.atomic
def retirer(attendue: PieceAttendue) -> bool:
    """Cesse de le demander. Vrai s'il est effacé : personne ne l'avait encore envoyé."""
    # Verrouillé : une famille qui l'envoie à l'instant ne perd pas son document.
    PieceAttendue.objects.select_for_update().get(pk=attendue.pk)
    if PieceJointe.objects.filter(attendue=attendue).exists():
        # La date est celle de la première fois.
        encore = PieceAttendue.objects.filter(pk=attendue.pk, retiree_le=None)
        encore.update(retiree_le=timezone.now())
        return False
    PieceAttendue.objects.filter(pk=attendue.pk).delete()
    return True


def redemander(attendue: PieceAttendue) -> None:
    PieceAttendue.objects.filter(pk=attendue.pk).update(retiree_le=None)


@transaction.atomic
def reprendre_l_an_dernier(campagne: Campagne) -> bool:
    """Réglages, questions et documents. Faux si le collège n'a pas d'autre campagne."""
    avant = annees.precedente(campagne)
    if avant is None:
        return False
    annees.reprendre(campagne, avant)
    _reprendre_les_documents(campagne, avant)
    return True


@transaction.atomic
def preparer_l_annee(derniere: Campagne) -> Campagne:
    """Crée la campagne suivante, avec tout ce que demandait celle-ci."""
    suivante = annees.creer_la_suivante(derniere)
    _reprendre_les_documents(suivante, derniere)
    return suivante


def _reprendre_les_documents(campagne: Campagne, avant: Campagne) -> None:
    copies = {q.copie_de_id: q for q in Question.objects.posees(campagne.pk) if q.copie_de_id}
    deja = set(campagne.pieces_attendues.values_list("nom", flat=True))
    for attendue in PieceAttendue.objects.demandees(avant.pk):
        if attendue.nom not in deja:
            PieceAttendue.objects.create(
                campagne=campagne,
                si_question=copies.get(attendue.si_question_id or 0),
                **{nom: getattr(attendue, nom) for nom in REPRIS},
            )
