"""D'une année à l'autre : préparer la campagne suivante, reprendre les réglages de la dernière."""

from django.db import transaction
from django.utils import timezone

from dossiersco.campagnes.models import Campagne, Question
from dossiersco.campagnes.questions import REGIME_SORTIE

REPRIS = (
    "signatures_requises",
    "mot_accueil",
    "mot_fin",
    "blocs",
    "champs",
    "codes_mef",
    "mef_de_la_rentree",
)
DE_LA_QUESTION = (
    "nature",
    "rang",
    "intitule",
    "explication",
    "sorte",
    "choix",
    "obligatoire",
    "condition",
    "codes_mef",
    "codes_regime",
    "si_reponse",
    "lecteurs",
)


def precedente(campagne: Campagne) -> Campagne | None:
    siennes = Campagne.objects.filter(etablissement=campagne.etablissement_id)
    return siennes.filter(annee__lt=campagne.annee).order_by("-annee").first()


def se_prepare(campagne: Campagne) -> bool:
    """La suivante ne se crée que celle-ci finie : tous les écrans du collège y passeraient."""
    if campagne.ferme_le is None:
        return False
    return timezone.now() > campagne.fin_du_dernier_jour(campagne.ferme_le)


@transaction.atomic
def creer_la_suivante(derniere: Campagne) -> Campagne:
    """Fermée, sans date. La demander deux fois n'en crée qu'une."""
    suivante, neuve = Campagne.objects.get_or_create(
        etablissement=derniere.etablissement, annee=derniere.annee + 1
    )
    if neuve:
        reprendre(suivante, derniere)
    return suivante


@transaction.atomic
def reprendre(campagne: Campagne, avant: Campagne) -> None:
    """Les réglages et les questions de l'an dernier ; ce qui porte déjà le même nom reste."""
    for nom in REPRIS:
        setattr(campagne, nom, getattr(avant, nom))
    campagne.save(update_fields=REPRIS)
    copies = {question.intitule: question for question in Question.objects.posees(campagne.pk)}
    d_avant = list(Question.objects.posees(avant.pk))
    a_un_regime = any(q.nature == REGIME_SORTIE for q in copies.values())
    for question in d_avant:
        if question.intitule in copies or (question.nature == REGIME_SORTIE and a_un_regime):
            continue
        valeurs = {nom: getattr(question, nom) for nom in DE_LA_QUESTION}
        copies[question.intitule] = Question.objects.create(
            campagne=campagne, copie_de=question, **valeurs
        )
    _relier(d_avant, copies)


def _relier(d_avant: list[Question], copies: dict[str, Question]) -> None:
    """« Si la réponse à… » vise la copie, pas la question de l'an dernier."""
    par_cle = {question.pk: question for question in d_avant}
    for question in d_avant:
        copie, source = copies.get(question.intitule), par_cle.get(question.si_question_id or 0)
        if copie and source and copie.copie_de_id == question.pk:
            copie.si_question = copies.get(source.intitule)
            copie.save(update_fields=["si_question"])
