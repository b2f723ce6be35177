"""Les questions du collège telles qu'un responsable les lit : ce qu'il y répond, et les autres.

De l'autre responsable, seul un oui, un non ou un choix de la liste se montre : un texte, une date
ou une commune diraient où il vit. Cela n'est pas caché par l'écran, mais jamais chargé.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

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
from django.db.models.functions import JSONArray

from dossiersco.campagnes.models import Question
from dossiersco.campagnes.questions import MONTRABLES
from dossiersco.dossiers.models import Dossier, Personne, Reponse
from dossiersco.dossiers.perimetre import SituationDe, est_demande
from dossiersco.dossiers.questions import Dite, se_pose

DEFINITION = (
    "id",
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
    "si_question_id",
    "si_reponse",
    "copie_de_id",
)
DITE = ("par", "valeur", "signee", "le", "signee_le")
AN_DERNIER = ("an_dernier", "an_dernier_le")
COLONNES = (*DEFINITION, *(f"dite_{nom}" for nom in DITE), *AN_DERNIER)
EN_JSON = ("choix", "codes_mef", "codes_regime")


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
    lues = lignes(dossier, personne).order_by("rang", "pk").values_list("tout", flat=True)
    return assembler(lues, personne)


def celles_qui_se_posent(
    dossier: Dossier, lues: Sequence[Posee], dites: Mapping[int, str] | None = None
) -> list[Posee]:
    """`dites` : ce qu'on répond à l'instant, avant de l'écrire."""
    situation = SituationDe(dossier)
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
    du_bloc = [posee for posee in lues if posee.question.bloc == bloc]
    ici = {posee.question.pk for posee in du_bloc}

    def se_montre(question: Question) -> bool:
        source = question.si_question_id
        dites = {source: question.si_reponse} if source and source in ici else {}
        gardees = celles_qui_se_posent(dossier, lues, dites)
        return any(gardee.question.pk == question.pk for gardee in gardees)

    return [posee for posee in du_bloc if se_montre(posee.question)]


def lignes(dossier: Dossier, personne: Personne) -> Any:
    """Une ligne par réponse de cet élève, au moins une par question ; `tout` dit ses `COLONNES`.

    En JSON, pour se lire avec l'entourage en une seule fois.
    """
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
        .order_by()
        .annotate(
            dite=FilteredRelation("reponses", condition=Q(reponses__dossier=dossier)),
            tout=JSONArray(
                *DEFINITION,
                "dite__personne_id",
                montree("valeur"),
                montree("signee"),
                "dite__le",
                "dite__signee_le",
                Subquery(d_avant.values("signee")[:1]),
                Subquery(d_avant.values("signee_le")[:1]),
            ),
        )
    )


def assembler(lues: Iterable[str | Sequence[Any]], personne: Personne) -> list[Posee]:
    """`lues` : le JSON de `lignes`, dans l'ordre des questions."""
    posees: dict[int, Posee] = {}
    for lue in lues:
        ligne = dict(zip(COLONNES, _decode(lue), strict=True))
        posee = posees.setdefault(ligne["id"], _posee(ligne))
        if ligne["dite_par"] is None:
            continue
        dite = _dite(ligne)
        if dite.personne == personne.pk:
            posee.sienne = dite
        else:
            posee.autres.append(dite)
    return list(posees.values())


def _posee(ligne: Mapping[str, Any]) -> Posee:
    definition = {nom: _decode(ligne[nom]) if nom in EN_JSON else ligne[nom] for nom in DEFINITION}
    return Posee(
        Question(**definition),
        an_dernier=ligne["an_dernier"] or "",
        an_dernier_le=_instant(ligne["an_dernier_le"]),
    )


def _dite(ligne: Mapping[str, Any]) -> Dite:
    return Dite(
        personne=ligne["dite_par"],
        valeur=ligne["dite_valeur"],
        le=_instant(ligne["dite_le"]) or datetime.min.replace(tzinfo=UTC),
        signee=ligne["dite_signee"],
        signee_le=_instant(ligne["dite_signee_le"]),
    )


def _decode(valeur: Any) -> Any:
    """Dans du JSON, SQLite met une colonne JSON comme un texte ; PostgreSQL, comme une liste."""
    return json.loads(valeur) if isinstance(valeur, str) else valeur


def _instant(texte: str | None) -> datetime | None:
    """SQLite écrit l'heure sans fuseau : c'est l'heure universelle."""
    if not texte:
        return None
    lu = datetime.fromisoformat(texte)
    return lu if lu.tzinfo else lu.replace(tzinfo=UTC)
