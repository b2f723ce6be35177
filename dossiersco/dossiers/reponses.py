"""Répondre aux autorisations et aux questions du collège, et signer ses réponses."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

from django.db import transaction
from django.db.models import F, FilteredRelation, Q, QuerySet
from django.utils import timezone

from dossiersco.campagnes.models import Question
from dossiersco.campagnes.questions import NON, UN_NON_SUFFIT
from dossiersco.dossiers.models import Dossier, Personne, Reponse, Trace
from dossiersco.dossiers.passages import de, exiger_le_sien, exiger_ouvert, un_geste_a_la_fois
from dossiersco.dossiers.posees import Posee, celles_qui_se_posent, toutes
from dossiersco.dossiers.questions import Dite

# Nommée dans un tuple : née d'une `FilteredRelation`, le vérificateur de types ne la connaît pas.
AVEC = ("dite",)


@transaction.atomic
def repondre(dossier: Dossier, valeurs: Mapping[int, str], *, par: Personne) -> int:
    """Écrit ce qui change, une trace pour le tout : le journal ne dit pas les réponses.

    Une question qui ne se pose plus perd sa réponse. Rend le nombre de réponses changées.
    """
    exiger_ouvert(dossier)
    un_geste_a_la_fois(par)
    exiger_le_sien(dossier, par)
    Dossier.objects.select_for_update(no_key=True).get(pk=dossier.pk)
    lues = toutes(dossier, par)
    gardees = celles_qui_se_posent(dossier, lues, valeurs)
    changees = [posee for posee in gardees if _change(posee, valeurs)]
    for posee in changees:
        _ecrire(dossier, posee, valeurs[posee.question.pk], par)
    encore = {posee.question.pk for posee in gardees}
    perdues = Reponse.objects.filter(dossier=dossier, personne=par).exclude(question__in=encore)
    oubliees, _ = perdues.filter(question__retiree_le=None).delete()
    if changees or oubliees:
        Trace.objects.create(dossier=dossier, geste="repondre", **de(par))
    return len(changees) + oubliees


def _change(posee: Posee, valeurs: Mapping[int, str]) -> bool:
    """Redire ce qu'on avait dit n'est rien de nouveau ; le confirmer de l'an dernier non plus."""
    return posee.question.pk in valeurs and valeurs[posee.question.pk] != posee.valeur


def _ecrire(dossier: Dossier, posee: Posee, valeur: str, par: Personne) -> None:
    # Reprise de l'an dernier : un refus signé reste un refus tant que l'accord ne l'est pas.
    avant = {"signee": posee.an_dernier, "signee_le": posee.an_dernier_le} if posee.reprise else {}
    dite = {"valeur": valeur, "le": timezone.now()}
    Reponse.objects.update_or_create(
        dossier=dossier,
        question=posee.question,
        personne=par,
        defaults=dite,
        create_defaults={**avant, **dite},
    )


@transaction.atomic
def retirer_accord(dossier: Dossier, question: int, *, par: Personne) -> None:
    """Un accord se retire quand on veut, même après la fermeture, et cela vaut aussitôt."""
    exiger_le_sien(dossier, par)
    siennes = Reponse.objects.filter(dossier=dossier, personne=par, question=question)
    accords = siennes.filter(question__nature__in=UN_NON_SUFFIT).exclude(valeur=NON)
    if accords.update(valeur=NON, le=timezone.now()):
        Trace.objects.create(dossier=dossier, geste="retirer_accord", **de(par))


@transaction.atomic
def sceller(dossier: Dossier, lues: Iterable[Posee], *, par: Personne) -> None:
    """Qui signe a relu ses réponses : elles sont datées de maintenant. `lues` : `posees.toutes`.

    Celles que tous avaient signées l'an dernier deviennent de cette année : le refus d'un autre
    reste un refus, sans qu'il ait à le redire.
    """
    _reprendre(dossier, [posee.question for posee in lues])
    siennes = Reponse.objects.filter(dossier=dossier, personne=par)
    siennes.update(signee=F("valeur"), signee_le=timezone.now())


def _reprendre(dossier: Dossier, questions: Iterable[Question]) -> None:
    copies = {q.copie_de_id: q for q in questions if q.copie_de_id is not None}
    if not copies:
        return
    d_avant = Reponse.objects.filter(question__in=copies, dossier__eleve=dossier.eleve_id)
    Reponse.objects.bulk_create(
        [
            Reponse(
                dossier=dossier,
                question=copies[avant.question_id],
                personne_id=avant.personne_id,
                valeur=avant.signee,
                le=avant.signee_le or avant.le,
                signee=avant.signee,
                signee_le=avant.signee_le,
            )
            for avant in d_avant
            if avant.signee and _vaut_encore(copies[avant.question_id], avant.signee)
        ],
        ignore_conflicts=True,
    )


def _vaut_encore(question: Question, signee: str) -> bool:
    permises = question.reponses_permises
    return not permises or signee in permises


def dites_par_dossier(dossiers: Collection[int]) -> dict[int, dict[int, list[Dite]]]:
    """{dossier: {question: les réponses}}, pour le collège, en une seule lecture."""
    dites: dict[int, dict[int, list[Dite]]] = defaultdict(lambda: defaultdict(list))
    for reponse in Reponse.objects.filter(dossier__in=dossiers).order_by("pk"):
        dites[reponse.dossier_id][reponse.question_id].append(_dite(reponse))
    return dites


def avec_leurs_dites(
    questions: "QuerySet[Question]", dossier: Dossier
) -> list[tuple[Question, list[Dite]]]:
    """Chaque question et ce qu'on y a répondu pour ce dossier, dans l'ordre : une seule lecture."""
    de_ce_dossier = FilteredRelation("reponses", condition=Q(reponses__dossier=dossier))
    lues = questions.annotate(dite=de_ce_dossier).select_related(*AVEC)
    par_question: dict[int, tuple[Question, list[Dite]]] = {}
    for question in lues.order_by("rang", "pk", "dite__pk"):
        _, dites = par_question.setdefault(question.pk, (question, []))
        reponse: Reponse | None = getattr(question, "dite", None)
        if reponse:
            dites.append(_dite(reponse))
    return list(par_question.values())


def _dite(reponse: Reponse) -> Dite:
    return Dite(reponse.personne_id, reponse.valeur, reponse.le, reponse.signee, reponse.signee_le)
