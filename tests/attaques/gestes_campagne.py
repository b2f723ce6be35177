"""Ce que la campagne demande : ses réglages, ses documents, ses questions, et ce qu'on y répond."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from dossiersco.campagnes.models import Campagne, Question
from dossiersco.dossiers.tests.factories import QuestionFactory, ReponseFactory
from dossiersco.espace_famille.tests.pages import champs
from dossiersco.pieces.models import PieceAttendue
from dossiersco.pieces.tests.factories import PieceAttendueFactory
from tests.attaques.decor import Decor
from tests.attaques.gestes import Envoi, Geste, college, famille, mere, remplir, secretaire
from tests.attaques.gestes_reglages import regler

DOCUMENT = {"nom": "Assurance", "condition": "tous", "validite": "annee"}
QUESTION = {
    "intitule": "Prend-il le car ?",
    "sorte": "oui_non",
    "condition": "tous",
    "lecteurs": ["secretariat"],
}


def envoyer_au_college(nom: str, envoi: dict[str, Any], /) -> Geste:
    return lambda decor: (secretaire(decor), college(nom), dict(envoi))


def reprendre_l_an_dernier(decor: Decor) -> Envoi:
    """L'an dernier disait un mot, posait une question, demandait un document."""
    avant = Campagne.objects.create(
        etablissement=decor.martin.campagne.etablissement,
        annee=decor.martin.campagne.annee - 1,
        mot_fin="À la rentrée",
    )
    QuestionFactory(campagne=avant)
    PieceAttendueFactory(campagne=avant, nom="Carte de car")
    return secretaire(decor), college("campagne_reprendre"), {}


def preparer_la_suivante(decor: Decor) -> Envoi:
    """Elle se crée après le dernier jour de celle-ci."""
    Campagne.objects.update(ferme_le=timezone.localdate() - timedelta(days=2))
    return secretaire(decor), college("campagne_suivante"), {}


def sur_le_document(nom: str, **change: Any) -> Geste:
    """Le justificatif, que la mère a déjà envoyé."""
    return lambda decor: _corriger(decor, college(nom, decor.justificatif.pk), change)


def sur_la_question(nom: str, **change: Any) -> Geste:
    return lambda decor: _corriger(decor, college(nom, decor.question.pk), change)


def _corriger(decor: Decor, adresse: str, change: dict[str, Any]) -> Envoi:
    """Un bouton seul, ou le formulaire de l'écran avec ce changement."""
    client = secretaire(decor)
    montres = champs(client.get(adresse)) if change else {}
    return client, adresse, {**montres, **change}


def monter_un_document(decor: Decor) -> Envoi:
    """D'un rang seulement : le dernier de trois au moins."""
    PieceAttendueFactory(campagne=decor.martin.campagne, nom="Photo", rang=1)
    dernier = PieceAttendueFactory(campagne=decor.martin.campagne, nom="Carnet", rang=2)
    return secretaire(decor), college("document_placer", dernier.pk, 1), {}


def redemander_un_document(decor: Decor) -> Envoi:
    PieceAttendue.objects.filter(pk=decor.justificatif.pk).update(retiree_le=timezone.now())
    return sur_le_document("document_redemander")(decor)


def monter_une_question(decor: Decor) -> Envoi:
    _, derniere = (
        Question.objects.create(
            campagne=decor.martin.campagne, nature="image", intitule=intitule, rang=rang
        )
        for rang, intitule in ((1, "Le site ?"), (2, "La presse ?"))
    )
    return secretaire(decor), college("question_placer", derniere.pk, 1), {}


def autoriser(decor: Decor) -> Envoi:
    return remplir("autorisations", **{f"question_{decor.question.pk}": "oui"})(decor)


def retirer_son_accord(decor: Decor) -> Envoi:
    ReponseFactory(dossier=decor.dossier, question=decor.question, personne=decor.mere)
    return mere(decor), famille(decor, "accord_retirer", decor.question.pk), {}


def repondre_aux_questions(decor: Decor) -> Envoi:
    posee = QuestionFactory(campagne=decor.martin.campagne)
    return remplir("questions", **{f"question_{posee.pk}": "non"})(decor)


GESTES_DE_LA_CAMPAGNE: dict[str, Geste] = {
    "espace_agent:campagne": regler("campagne", mot_fin="Merci, à la rentrée"),
    "espace_agent:campagne_reprendre": reprendre_l_an_dernier,
    "espace_agent:campagne_suivante": preparer_la_suivante,
    "espace_agent:document_nouveau": envoyer_au_college("document_nouveau", DOCUMENT),
    "espace_agent:document_demande": sur_le_document("document_demande", exemple="Une facture"),
    "espace_agent:document_placer": monter_un_document,
    "espace_agent:document_retirer": sur_le_document("document_retirer"),
    "espace_agent:document_redemander": redemander_un_document,
    "espace_agent:question_nouvelle": envoyer_au_college("question_nouvelle", QUESTION),
    "espace_agent:question": sur_la_question("question", explication="Pour le trombinoscope."),
    "espace_agent:question_placer": monter_une_question,
    "espace_agent:question_retirer": sur_la_question("question_retirer"),
    "espace_famille:autorisations": autoriser,
    "espace_famille:accord_retirer": retirer_son_accord,
    "espace_famille:questions": repondre_aux_questions,
}
