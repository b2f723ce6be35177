"""Ce qu'un responsable lit de ses réponses, et de celles des autres : un oui, un non, un choix.

D'un texte, d'une date, d'une commune, il saura qui a répondu et quand : jamais quoi.
"""

from collections.abc import Iterable
from dataclasses import replace

from dossiersco.campagnes.models import Question
from dossiersco.campagnes.questions import MONTRABLES, NON, OUI, REGIME_SORTIE, UN_NON_SUFFIT
from dossiersco.dossiers.posees import Posee
from dossiersco.dossiers.questions import Dite, en_mots
from dossiersco.espace_famille.confirmations import Voix
from dossiersco.espace_famille.presentation import Bloc, nom_de

DES_QUESTIONS = ("autorisations", "questions")
DIFFERENTES = "Vos réponses diffèrent : le collège retient la dernière signée."


def avec_les_reponses(blocs: Iterable[Bloc], posees: Iterable[Posee], voix: Voix) -> list[Bloc]:
    dites = {nom_de(posee): paroles(posee, voix) for posee in posees}
    return [
        replace(
            bloc,
            lignes=tuple(
                replace(ligne, paroles=dites.get(ligne.nom, ligne.paroles)) for ligne in bloc.lignes
            ),
        )
        for bloc in blocs
    ]


def sans_reponse(blocs: Iterable[Bloc]) -> list[Bloc]:
    """Les blocs où le collège attend une réponse."""
    return [bloc for bloc in blocs if bloc.ancre in DES_QUESTIONS and bloc.manquants]


def accords(posees: Iterable[Posee]) -> list[Question]:
    """Ce qu'elle a permis et peut retirer."""
    return [
        posee.question
        for posee in posees
        if posee.question.nature in UN_NON_SUFFIT and posee.sienne and posee.sienne.valeur == OUI
    ]


def paroles(posee: Posee, voix: Voix) -> tuple[str, ...]:
    reprise = posee.reprise and posee.an_dernier_le
    d_avant = (f"votre réponse du {voix.date(reprise)}",) if reprise else ()
    if posee.question.nature in UN_NON_SUFFIT:
        return (*d_avant, *_d_une_autorisation(posee, voix))
    if posee.question.nature == REGIME_SORTIE:
        return (*d_avant, *_d_un_regime(posee, voix))
    return (*d_avant, *_d_une_question(posee, voix))


def _d_une_autorisation(posee: Posee, voix: Voix) -> tuple[str, ...]:
    refus = [dite for dite in posee.autres if NON in (dite.valeur, dite.signee)]
    if refus:
        return (f"Un responsable a dit non le {voix.date(refus[-1].le)} : c’est donc non.",)
    return () if posee.valeur else ("Sans réponse, c’est non.",)


def _d_un_regime(posee: Posee, voix: Voix) -> tuple[str, ...]:
    differents = [d for d in posee.autres if d.valeur and d.valeur != posee.valeur]
    phrases = [_dite(posee, dite, voix) for dite in differents]
    return (*phrases, "Le plus strict s’applique.") if phrases else ()


def _d_une_question(posee: Posee, voix: Voix) -> tuple[str, ...]:
    if posee.question.sorte not in MONTRABLES:
        return tuple(
            f"{voix.nom(dite.personne)} a répondu le {voix.date(dite.le)}" for dite in posee.autres
        )
    differents = [d for d in posee.autres if d.valeur and d.valeur != posee.valeur]
    phrases = [_dite(posee, dite, voix) for dite in differents]
    return (*phrases, DIFFERENTES) if phrases and posee.valeur else tuple(phrases)


def _dite(posee: Posee, dite: Dite, voix: Voix) -> str:
    reponse = en_mots(posee.question.sorte, dite.valeur)
    return f"{voix.nom(dite.personne)} le {voix.date(dite.le)} : {reponse}"
