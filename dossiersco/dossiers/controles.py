"""Ce que les autorisations et les questions du collège exigent avant l'envoi."""

from dossiersco.dossiers.completude import Manque, controle
from dossiersco.dossiers.models import Dossier, Personne
from dossiersco.dossiers.posees import questions_posees


@controle
def reponses_obligatoires(dossier: Dossier, personne: Personne) -> list[Manque]:
    return [
        Manque(posee.question.bloc, f"Il manque une réponse : {posee.question.intitule}.")
        for posee in questions_posees(dossier, personne)
        if posee.manque
    ]
