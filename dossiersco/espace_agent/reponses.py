"""Les réponses d'un dossier aux autorisations et aux questions, à qui a le droit de les lire."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from dossiersco.campagnes.models import Question
from dossiersco.dossiers.models import Dossier, Responsable
from dossiersco.dossiers.questions import Dite, en_mots
from dossiersco.dossiers.reponses import avec_leurs_dites
from dossiersco.espace_agent import noms
from dossiersco.etablissements.models import Agent
from dossiersco.listes.reponses import ce_qui_vaut


@dataclass(frozen=True)
class DiteMontree:
    """`signee` : faux si cette personne a changé sa réponse sans signer encore."""

    nom: str
    valeur: str
    le: datetime
    signee: bool


@dataclass(frozen=True)
class ReponseMontree:
    intitule: str
    vaut: str
    dites: tuple[DiteMontree, ...]


def reponses_du_dossier(
    dossier: Dossier, agent: Agent, liens: Sequence[Responsable]
) -> list[ReponseMontree]:
    """Celles que son rôle lit, répondues ou non, dans l'ordre de la campagne."""
    posees = Question.objects.pour_agent(agent).posees(dossier.campagne_id)
    connus = {lien.personne_id: noms.responsable(lien) for lien in liens}
    return [
        ReponseMontree(
            question.intitule,
            ce_qui_vaut(question, dites),
            tuple(_montree(question, dite, connus) for dite in dites),
        )
        for question, dites in avec_leurs_dites(posees, dossier)
        if question.lisible_par(agent.role)
    ]


def _montree(question: Question, dite: Dite, connus: dict[int, str]) -> DiteMontree:
    return DiteMontree(
        connus.get(dite.personne, "un responsable"),
        en_mots(question.sorte, dite.valeur) or "rien",
        dite.le,
        dite.valeur == dite.signee,
    )
