"""Les réponses aux autorisations et aux questions du collège : les lire, les écrire, les signer.

De l'autre responsable, seul un oui, un non ou un choix de la liste se montre : un texte, une date
ou une commune diraient où il vit. Cela n'est pas caché par l'écran, mais jamais chargé.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from typing import Any

from django.db import transaction
from django.db.models import (
    Case,
    CharField,
    F,
    FilteredRelation,
    OuterRef,
    Q,
    Subquery,
    Value,
    When,
)
from django.utils import timezone

from dossiersco.campagnes.models import Question
from dossiersco.campagnes.questions import MONTRABLES
from dossiersco.dossiers.foyer import verifier
from dossiersco.dossiers.models import Dossier, Personne, Reponse, Trace
from dossiersco.dossiers.passages import de, exiger_ouvert
from dossiersco.dossiers.perimetre import est_demande, est_nouveau
from dossiersco.dossiers.questions import Dite, Situation, se_pose


@dataclass
class Posee:
    """Une question, telle que cette personne la lit. `an_dernier` : ce qu'elle avait signé.

    `autres` : les réponses des autres ; leur texte est vide quand il ne se montre pas.
    """

    question: Question
    sienne: Dite | None = None
    autres: list[Dite] = field(default_factory=list)
    an_dernier: str = ""
    an_dernier_le: datetime | None = None

    @property
    def valeur(self) -> str:
        """Ce qu'elle répond ; à défaut, ce qu'elle avait répondu l'an dernier, si cela vaut encore.

        Le collège a pu changer les choix depuis.
        """
        if self.sienne:
            return self.sienne.valeur
        permises = self.question.reponses_permises
        return self.an_dernier if not permises or self.an_dernier in permises else ""

    @property
    def reprise(self) -> bool:
        return self.sienne is None and bool(self.valeur)

    @property
    def manque(self) -> bool:
        return self.question.obligatoire and not self.valeur


def questions_posees(dossier: Dossier, personne: Personne) -> list[Posee]:
    """Les questions qui se posent à cette personne pour cet élève, en une seule lecture."""
    return celles_qui_se_posent(dossier, toutes(dossier, personne))


def toutes(dossier: Dossier, personne: Personne) -> list[Posee]:
    """Celles de la campagne, qu'elles se posent ou non."""
    lignes = _lignes(dossier, personne)
    return [
        _posee(list(groupe), personne)
        for _, groupe in groupby(lignes, key=lambda question: question.pk)
    ]


def celles_qui_se_posent(
    dossier: Dossier, lues: Sequence[Posee], dites: Mapping[int, str] | None = None
) -> list[Posee]:
    """`dites` : ce qu'on répond à l'instant, avant de l'écrire."""
    eleve = dossier.eleve
    nouveau = est_nouveau(eleve, dossier.campagne.etablissement.uai)
    situation = Situation(eleve.code_mef, eleve.code_regime, nouveau)
    connues = {posee.question.pk: posee.valeur for posee in lues} | dict(dites or {})
    demandes = {bloc for bloc in ("autorisations", "questions") if est_demande(dossier, bloc)}
    gardees: list[Posee] = []
    for posee in lues:
        if posee.question.bloc in demandes and se_pose(posee.question, situation, connues):
            gardees.append(posee)
        else:
            # Ce qui ne se pose pas ne fait pas poser la suite.
            connues.pop(posee.question.pk, None)
    return gardees


def celles_a_montrer(dossier: Dossier, lues: Sequence[Posee], bloc: str) -> list[Posee]:
    """Celles d'un bloc, avec les suites possibles : sans JavaScript, tout est sur la page."""
    sources = {posee.question.pk: posee for posee in lues if posee.question.bloc == bloc}
    suites = (posee.question for posee in sources.values() if posee.question.si_question_id)
    voulues = {q.si_question_id: q.si_reponse for q in suites if q.si_question_id in sources}
    montrees = {
        posee.question.pk
        for posee in celles_qui_se_posent(
            dossier, lues, {clef: valeur for clef, valeur in voulues.items() if clef}
        )
    }
    return [posee for posee in sources.values() if posee.question.pk in montrees]


def _lignes(dossier: Dossier, personne: Personne) -> Any:
    """Une ligne par réponse de cet élève, au moins une par question."""
    d_avant = Reponse.objects.filter(
        question=OuterRef("copie_de"), dossier__eleve=dossier.eleve_id, personne=personne
    )
    montrable = Q(dite__personne=personne) | Q(sorte__in=MONTRABLES)

    def montree(colonne: str) -> Case:
        return Case(
            When(montrable, then=F(f"dite__{colonne}")),
            default=Value(""),
            output_field=CharField(),
        )

    return (
        Question.objects.posees(dossier.campagne_id)
        .annotate(
            dite=FilteredRelation("reponses", condition=Q(reponses__dossier=dossier)),
            dite_par=F("dite__personne"),
            dite_valeur=montree("valeur"),
            dite_signee=montree("signee"),
            dite_le=F("dite__le"),
            dite_signee_le=F("dite__signee_le"),
            an_dernier=Subquery(d_avant.values("signee")[:1]),
            an_dernier_le=Subquery(d_avant.values("signee_le")[:1]),
        )
        .order_by("rang", "pk", "dite__pk")
    )


def _posee(lignes: list[Any], personne: Personne) -> Posee:
    """Les annotations de `_lignes`, sous leur nom."""
    dites = [
        Dite(
            ligne.dite_par,
            ligne.dite_valeur,
            ligne.dite_le,
            ligne.dite_signee,
            ligne.dite_signee_le,
        )
        for ligne in lignes
        if ligne.dite_par is not None
    ]
    premiere = lignes[0]
    return Posee(
        premiere,
        next((dite for dite in dites if dite.personne == personne.pk), None),
        [dite for dite in dites if dite.personne != personne.pk],
        premiere.an_dernier or "",
        premiere.an_dernier_le,
    )


@transaction.atomic
def repondre(dossier: Dossier, valeurs: Mapping[int, str], *, par: Personne) -> int:
    """Écrit ce qui change, une trace pour le tout : le journal ne dit pas les réponses.

    Une question qui ne se pose plus perd sa réponse. Rend le nombre de réponses changées.
    """
    exiger_ouvert(dossier)
    verifier(dossier, par)
    Dossier.objects.select_for_update(no_key=True).get(pk=dossier.pk)
    lues = toutes(dossier, par)
    gardees = celles_qui_se_posent(dossier, lues, valeurs)
    changees = [
        _ecrire(dossier, posee, valeurs[posee.question.pk], par)
        for posee in gardees
        if _change(posee, valeurs)
    ]
    encore = {posee.question.pk for posee in gardees}
    perdues = Reponse.objects.filter(dossier=dossier, personne=par).exclude(question__in=encore)
    changees += [True] * perdues.filter(question__retiree_le=None).delete()[0]
    if changees:
        Trace.objects.create(dossier=dossier, geste="repondre", **de(par))
    return len(changees)


def _change(posee: Posee, valeurs: Mapping[int, str]) -> bool:
    """Redire ce qu'on avait dit n'est rien de nouveau ; le confirmer de l'an dernier non plus."""
    return posee.question.pk in valeurs and valeurs[posee.question.pk] != posee.valeur


def _ecrire(dossier: Dossier, posee: Posee, valeur: str, par: Personne) -> bool:
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
    return True


@transaction.atomic
def sceller(dossier: Dossier, *, par: Personne) -> None:
    """Qui signe a relu ses réponses : elles sont datées de maintenant.

    Celles que tous avaient signées l'an dernier deviennent de cette année : le refus d'un autre
    reste un refus, sans qu'il ait à le redire.
    """
    _reprendre(dossier)
    siennes = Reponse.objects.filter(dossier=dossier, personne=par)
    siennes.update(signee=F("valeur"), signee_le=timezone.now())


def _reprendre(dossier: Dossier) -> None:
    copies = {
        question.copie_de_id: question
        for question in Question.objects.posees(dossier.campagne_id).exclude(copie_de=None)
    }
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
        dites[reponse.dossier_id][reponse.question_id].append(
            Dite(
                reponse.personne_id,
                reponse.valeur,
                reponse.le,
                reponse.signee,
                reponse.signee_le,
            )
        )
    return dites
