"""Répondre aux autorisations ou aux questions du collège : un champ par question."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from dossiersco.campagnes.models import Question
from dossiersco.campagnes.questions import (
    CHOIX,
    COMMUNE,
    DATE,
    MOTS,
    OUI_NON,
    TEXTE,
    UN_NON_SUFFIT,
)
from dossiersco.dossiers import reponses
from dossiersco.dossiers.models import Dossier
from dossiersco.dossiers.posees import Posee, celles_a_montrer, celles_qui_se_posent, toutes
from dossiersco.espace_famille import lieux
from dossiersco.espace_famille.acces import RequeteFamille
from dossiersco.espace_famille.enregistrement import enregistrer_par
from dossiersco.espace_famille.page import page_formulaire, recu
from dossiersco.espace_famille.saisies import FormulaireFamille, Saisie
from dossiersco.siecle import communes
from dossiersco.socle import textes

SANS_REPONSE = ("", "Je ne réponds pas")
REPONDEZ = "Répondez à cette question : le collège en a besoin."
PRECISION = re.compile(r"(?P<nom>.+?)\s*\((?P<departement>[0-9AB]{2,3})\)")


class Ville(Saisie):
    """Une commune par son nom ou son code postal ; rend son code INSEE. `code` : le connu."""

    code: str = ""

    def clean(self, value: Any) -> Any:
        saisie = super().clean(value)
        if not saisie or saisie == self.connue:
            return self.code if saisie else ""
        trouvees = _communes(saisie)
        if len(trouvees) == 1:
            return trouvees[0].code
        if not trouvees:
            raise forms.ValidationError(
                "Nous ne trouvons pas cette commune : vérifiez son nom, ou tapez son code postal."
            )
        noms = ", ".join(lieux.precise(commune) for commune in trouvees[:6])
        raise forms.ValidationError(f"Précisez, en recopiant l’une de celles-ci : {noms}.")


def _communes(saisie: str) -> tuple[communes.Commune, ...]:
    precise = PRECISION.fullmatch(saisie.strip())
    if not precise:
        return lieux.communes_de(saisie)
    memes = lieux.communes_de(precise["nom"])
    return tuple(commune for commune in memes if commune.code.startswith(precise["departement"]))


@dataclass(frozen=True)
class Ligne:
    """Un champ et, s'il dépend d'un autre, quelle réponse le fait remplir."""

    champ: forms.BoundField
    si_champ: str
    si_valeur: str


class FormulaireQuestions(FormulaireFamille):
    """`posees` : celles du bloc, avec les suites possibles. Un champ « question_<id> »."""

    def __init__(self, donnees: Any, *, dossier: Dossier, lues: Sequence[Posee], bloc: str) -> None:
        self.dossier, self.lues = dossier, lues
        self.posees = celles_a_montrer(dossier, lues, bloc)
        initial = {_nom(posee.question): _montree(posee) for posee in self.posees}
        # Les champs d'abord : c'est d'eux que la classe de base lit ce que la page montrait.
        intitules = {posee.question.pk: posee.question.intitule for posee in lues}
        super().__init__(
            donnees,
            initial=initial,
            champs={_nom(posee.question): _champ(posee, intitules) for posee in self.posees},
        )

    @property
    def sans_mention(self) -> frozenset[str]:  # type: ignore[override]
        """« (facultatif) » ferait croire qu'une autorisation passée sous silence ne compte pas."""
        return frozenset(
            _nom(posee.question)
            for posee in self.posees
            if posee.question.obligatoire or posee.question.nature in UN_NON_SUFFIT
        )

    @property
    def lignes(self) -> list[Ligne]:
        ici = {posee.question.pk for posee in self.posees}
        return [
            Ligne(
                self[_nom(posee.question)],
                f"question_{posee.question.si_question_id}"
                if posee.question.si_question_id in ici
                else "",
                posee.question.si_reponse,
            )
            for posee in self.posees
        ]

    def clean(self) -> None:
        """Obligatoire, une suite ne l'est que si la réponse qui la fait poser est donnée."""
        dites = self.dites()
        for posee in celles_qui_se_posent(self.dossier, self.posees, dites):
            nom = _nom(posee.question)
            vide = nom not in self.errors and not dites.get(posee.question.pk)
            if posee.question.obligatoire and vide:
                self.add_error(nom, REPONDEZ)

    def dites(self) -> dict[int, str]:
        return {
            posee.question.pk: _ecrite(self.cleaned_data.get(_nom(posee.question)))
            for posee in self.posees
            if _nom(posee.question) in self.cleaned_data
        }


def _nom(question: Question) -> str:
    return f"question_{question.pk}"


def _montree(posee: Posee) -> Any:
    valeur, sorte = posee.valeur, posee.question.sorte
    if sorte == DATE:
        return date.fromisoformat(valeur) if valeur else None
    if sorte == COMMUNE and valeur:
        return lieux.precise(communes.Commune(valeur, communes.nom(valeur), ()))
    return valeur


def _ecrite(valeur: Any) -> str:
    return valeur.isoformat() if isinstance(valeur, date) else str(valeur or "")


def _champ(posee: Posee, intitules: Mapping[int, str]) -> forms.Field:
    question = posee.question
    commun: dict[str, Any] = {
        "label": question.intitule,
        "help_text": _aide(question, intitules.get(question.si_question_id or 0, "")),
        # Sans « (facultatif) » là où une réponse manquera : `clean` dit laquelle, et pourquoi.
        "required": False,
    }
    if question.sorte in (OUI_NON, CHOIX):
        return forms.ChoiceField(choices=_choix(question), widget=forms.RadioSelect, **commun)
    if question.sorte == DATE:
        return forms.DateField(
            widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
            error_messages={"invalid": "Cette date n’existe pas : écrivez-la JJ/MM/AAAA."},
            **commun,
        )
    if question.sorte == TEXTE:
        return Saisie(max_length=300, **commun)
    ville = Ville(max_length=100, **commun)
    ville.code = posee.valeur
    return ville


def _choix(question: Question) -> list[tuple[str, Any]]:
    if question.sorte == OUI_NON:
        proposes: list[tuple[str, Any]] = list(MOTS.items())
    else:
        proposes = [(choix["nom"], _decrit(choix)) for choix in question.choix]
    sans = not question.obligatoire and question.nature not in UN_NON_SUFFIT
    return [*proposes, SANS_REPONSE] if sans else proposes


def _decrit(choix: dict[str, str]) -> SafeString | str:
    if not choix["description"]:
        return choix["nom"]
    return format_html(
        '{}<span class="fr-hint-text">{}</span>',
        choix["nom"],
        textes.en_ligne(choix["description"]),
    )


def _aide(question: Question, source: str) -> SafeString | str:
    """L'explication du collège, puis la règle et la condition."""
    phrases: list[SafeString | str] = []
    if question.explication:
        phrases.append(textes.en_ligne(question.explication))
    if question.sorte == COMMUNE:
        phrases.append("Son nom ou son code postal.")
    if source:
        reponse = MOTS.get(question.si_reponse, question.si_reponse)
        phrases.append(f"Seulement si vous répondez « {reponse} » à « {source} ».")
    return format_html_join(" ", "{}", ((phrase,) for phrase in phrases))


def repondre(request: RequeteFamille, dossier: Dossier, bloc: str) -> HttpResponse:
    """La vue des deux étapes ; leur nom est celui de leur bloc."""
    lues = toutes(dossier, request.personne)
    formulaire = FormulaireQuestions(recu(request), dossier=dossier, lues=lues, bloc=bloc)
    if not formulaire.posees:
        return redirect("espace_famille:dossier", dossier.pk)
    if request.method == "POST" and formulaire.is_valid():
        return enregistrer_par(
            request,
            dossier,
            lambda: reponses.repondre(dossier, formulaire.dites(), par=request.personne),
            bloc,
            formulaire,
        )
    return page_formulaire(request, bloc, dossier, formulaire)
