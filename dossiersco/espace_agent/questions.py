"""Les autorisations et les questions de la campagne : les lister, les ranger, les retirer."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST, require_safe

from dossiersco.campagnes.destinataires import PERSONNE, Destinataires
from dossiersco.campagnes.models import Campagne, Question
from dossiersco.campagnes.questions import NATURES, REGIME_SORTIE
from dossiersco.dossiers import reglages_questions
from dossiersco.espace_agent.acces import RequeteAgent, agent_peut, derniere_campagne
from dossiersco.espace_agent.page import page
from dossiersco.etablissements.droits import LIBELLES_ROLES, Geste

EN_MOTS = {
    REGIME_SORTIE: "Quand l’élève peut sortir seul. Il se demande dès qu’il y en a deux.",
    "sortie": "Sorties, déplacements : un seul « non » suffit.",
    "image": "Une question par usage : photo de classe, site du collège, presse… "
    "Un seul « non » suffit ; sans réponse, c’est non.",
    "question": "Ce que SIECLE ne sait pas et dont vous avez l’usage.",
}
AJOUTER = {
    REGIME_SORTIE: "Décrire les régimes de sortie",
    "sortie": "Ajouter une autorisation de sortie",
    "image": "Ajouter un usage de l’image",
    "question": "Ajouter une question",
}


@require_safe
@agent_peut(Geste.REGLER)
def questions(request: RequeteAgent) -> HttpResponse:
    campagne = derniere_campagne(request)
    if campagne is None:
        return page(request, "sans_campagne", {"titre": "Autorisations et questions"})
    siennes = Question.objects.pour_agent(request.agent).filter(campagne=campagne)
    siennes = siennes.select_related("si_question").order_by("rang", "pk")
    lues = list(siennes.annotate(nb_reponses=Count("reponses__dossier", distinct=True)))
    posees = [question for question in lues if question.retiree_le is None]
    contexte = {
        "groupes": [_groupe(nature, posees) for nature in NATURES],
        "retirees": [question for question in lues if question.retiree_le],
        "tues": _blocs(campagne, lambda a_qui: a_qui.condition == PERSONNE),
        "restreintes": _blocs(campagne, lambda a_qui: a_qui.certains),
    }
    return page(request, "questions", contexte)


def _groupe(nature: str, posees: list[Question]) -> dict[str, Any]:
    siennes = [question for question in posees if question.nature == nature]
    return {
        "nature": nature,
        "titre": NATURES[nature],
        "en_mots": EN_MOTS[nature],
        # Un seul choix de sortie par campagne : ses régimes en sont les réponses.
        "ajouter": "" if siennes and nature == REGIME_SORTIE else AJOUTER[nature],
        "questions": [
            {
                "question": question,
                "avant": _rang_d_avant(question, siennes, posees),
                "lecteurs": [
                    LIBELLES_ROLES[role] for role in LIBELLES_ROLES if question.lisible_par(role)
                ],
            }
            for question in siennes
        ],
    }


def _rang_d_avant(question: Question, siennes: list[Question], posees: list[Question]) -> int:
    """Dans le bloc, celui de la question montrée au-dessus : un bloc réunit plusieurs natures.

    -1 : elle est la première de sa liste.
    """
    place = siennes.index(question)
    du_bloc = [autre for autre in posees if autre.bloc == question.bloc]
    return du_bloc.index(siennes[place - 1]) if place else -1


def _blocs(campagne: Campagne, choisir: Callable[[Destinataires], bool]) -> list[str]:
    """Ceux que « La campagne » adresse de cette façon, en mots."""
    blocs = {"autorisations": "les autorisations", "questions": "les questions"}
    return [mot for bloc, mot in blocs.items() if choisir(campagne.destinataires(bloc))]


@require_POST
@agent_peut(Geste.REGLER)
def question_placer(request: RequeteAgent, pk: int, rang: int) -> HttpResponse:
    reglages_questions.placer(permise(request, pk), rang=rang)
    return redirect("espace_agent:questions")


@require_POST
@agent_peut(Geste.REGLER)
def question_retirer(request: RequeteAgent, pk: int) -> HttpResponse:
    question = permise(request, pk)
    if reglages_questions.retirer(question):
        messages.success(request, f"« {question} » est effacée : personne n’y avait répondu.")
    else:
        messages.success(
            request, f"« {question} » n’est plus posée. Les réponses données sont gardées."
        )
    return redirect("espace_agent:questions")


def permise(request: RequeteAgent, pk: int) -> Question:
    """De la campagne en cours, encore posée : les autres ne se règlent plus."""
    siennes = Question.objects.pour_agent(request.agent).select_related("campagne")
    campagne = derniere_campagne(request)
    return get_object_or_404(siennes.filter(campagne=campagne, retiree_le=None), pk=pk)
