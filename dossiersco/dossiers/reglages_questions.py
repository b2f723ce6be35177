"""Les gestes du collège sur ses autorisations et ses questions."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from dossiersco.campagnes.models import Campagne, Question
from dossiersco.campagnes.questions import REGIME_SORTIE
from dossiersco.dossiers.refus import GesteRefuse

# Une fois qu'on y a répondu, la changer changerait ce que des gens ont signé.
FIGES = ("sorte", "choix")


@transaction.atomic
def ecrire(campagne: Campagne, question: Question | None, valeurs: Mapping[str, Any]) -> Question:
    """Ajoute en dernier, ou corrige. Ce qui a une réponse garde sa forme."""
    _verrouiller(campagne)
    _sans_double(campagne, question, valeurs)
    if question is None:
        dernier = campagne.questions.aggregate(rang=Max("rang"))["rang"]
        question = Question(campagne=campagne, rang=0 if dernier is None else dernier + 1)
    elif a_une_reponse(question) and any(
        nom in valeurs and valeurs[nom] != getattr(question, nom) for nom in FIGES
    ):
        raise GesteRefuse(
            "Des familles ont déjà répondu : ses réponses possibles ne changent plus. "
            "Retirez-la et posez-en une autre."
        )
    for nom, valeur in valeurs.items():
        setattr(question, nom, valeur)
    question.save()
    return question


def _sans_double(campagne: Campagne, question: Question | None, valeurs: Mapping[str, Any]) -> None:
    """Deux agents ont pu écrire la même à la fois : le second le lit."""
    autres = Question.objects.posees(campagne.pk).exclude(pk=question.pk if question else 0)
    if autres.filter(intitule=valeurs["intitule"]).exists():
        raise GesteRefuse("Cette question est déjà posée, avec les mêmes mots.")
    if valeurs["nature"] == REGIME_SORTIE and autres.filter(nature=REGIME_SORTIE).exists():
        raise GesteRefuse("Les régimes de sortie sont déjà décrits : modifiez-les.")


def a_une_reponse(question: Question) -> bool:
    return question.reponses.exists()


@transaction.atomic
def placer(question: Question, *, rang: int) -> None:
    """La pose à ce rang parmi celles de son bloc (0 : la première).

    Le rang visé, plutôt que « un cran plus tôt » : appuyer deux fois ne la déplace qu'une.
    """
    _verrouiller(question.campagne)
    ordre = list(Question.objects.posees(question.campagne_id))
    places = [place for place, autre in enumerate(ordre) if autre.bloc == question.bloc]
    siennes = [ordre[place] for place in places]
    if question in siennes:
        siennes.remove(question)
        siennes.insert(rang, question)
    for place, autre in zip(places, siennes, strict=True):
        ordre[place] = autre
    for place, autre in enumerate(ordre):
        autre.rang = place
    Question.objects.bulk_update(ordre, ["rang"])


@transaction.atomic
def retirer(question: Question) -> bool:
    """Cesse de la poser. Vrai si elle est effacée : personne n'y avait répondu."""
    # Verrouillée : une famille qui répond à l'instant ne perd pas sa réponse.
    Question.objects.select_for_update().get(pk=question.pk)
    if a_une_reponse(question) or question.copies.exists():
        # La date est celle de la première fois.
        encore = Question.objects.filter(pk=question.pk, retiree_le=None)
        encore.update(retiree_le=timezone.now())
        return False
    Question.objects.filter(pk=question.pk).delete()
    return True


def _verrouiller(campagne: Campagne) -> None:
    """Deux agents à la fois ne posent pas deux questions au même rang."""
    Campagne.objects.select_for_update(no_key=True).get(pk=campagne.pk)
