"""Les autorisations et les questions du collège, à cocher ou à écrire à la main."""

from collections.abc import Iterable, Sequence
from typing import Any

from dossiersco.campagnes.blocs import BLOCS
from dossiersco.campagnes.models import Question
from dossiersco.campagnes.questions import CHOIX, MOTS, OUI_NON, UN_NON_SUFFIT
from dossiersco.dossiers.models import Dossier
from dossiersco.dossiers.perimetre import SituationDe, est_demande
from dossiersco.dossiers.questions import se_pose

# Au-delà, une case prend toute la largeur : une boîte de texte ne se coupe pas.
COTE_A_COTE = 50


def sections(dossier: Dossier, questions: Sequence[Question]) -> list[dict[str, Any]]:
    """Une par bloc demandé ; `questions` : celles de la campagne, dans l'ordre.

    Vierges : ce que la personne a déjà répondu en ligne y reste.
    """
    posees = list(_posees(dossier, questions))
    par_pk = {question.pk: question for question in questions}
    return [
        section
        for bloc in ("autorisations", "questions")
        if (section := _section(bloc, [q for q in posees if q.bloc == bloc], par_pk))
    ]


def _posees(dossier: Dossier, questions: Iterable[Question]) -> Iterable[Question]:
    """Sur le papier, la suite d'une question s'imprime toujours : on ne sait pas ce qui se dira."""
    situation = SituationDe(dossier)
    demandes = {bloc for bloc in ("autorisations", "questions") if est_demande(dossier, bloc)}
    gardees: set[int] = set()
    for question in questions:
        source = question.si_question_id
        dites = {source: question.si_reponse} if source in gardees and source else {}
        if question.bloc in demandes and se_pose(question, situation, dites):
            gardees.add(question.pk)
            yield question


def _section(
    bloc: str, posees: Sequence[Question], toutes: dict[int, Question]
) -> dict[str, Any] | None:
    if not posees:
        return None
    cochees = [question for question in posees if question.sorte in (OUI_NON, CHOIX)]
    return {
        "titre": BLOCS[bloc],
        "lignes": [(_titre(q, toutes), "", 1) for q in posees if q not in cochees],
        "choix": [_cases(question, _titre(question, toutes)) for question in cochees],
    }


def _titre(question: Question, toutes: dict[int, Question]) -> str:
    titre = question.intitule
    if question.nature in UN_NON_SUFFIT:
        titre += " (sans réponse, c’est non)"
    elif not question.obligatoire:
        titre += " (facultatif)"
    if source := toutes.get(question.si_question_id or 0):
        dite = MOTS.get(question.si_reponse, question.si_reponse)
        return f"Si « {source.intitule} » : {dite}. {titre}"
    return titre


def _cases(question: Question, titre: str) -> dict[str, Any]:
    descriptions = {choix["nom"]: choix.get("description", "") for choix in question.choix}
    dites = [
        f"{MOTS.get(reponse, reponse)}{_entre_parentheses(descriptions.get(reponse, ''))}"
        for reponse in question.reponses_permises
    ]
    longues = any(len(dite) > COTE_A_COTE for dite in dites)
    return {"titre": titre, "cases": [(dite, False) for dite in dites], "longues": longues}


def _entre_parentheses(description: str) -> str:
    return f" ({description.strip().rstrip('.')})" if description.strip() else ""
