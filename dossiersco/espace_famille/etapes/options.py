"""Les options : ce que la formation de la rentrée propose, selon les règles du collège."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from dossiersco.campagnes.carte_options import Carte, Entree, Option
from dossiersco.campagnes.cartes import carte
from dossiersco.campagnes.regles_options import Question, Verrou, fautes, questions, reponse
from dossiersco.dossiers.formations import formation
from dossiersco.dossiers.models import Dossier
from dossiersco.dossiers.places import affluences
from dossiersco.espace_famille.acces import RequeteFamille, modification
from dossiersco.espace_famille.enregistrement import enregistrer
from dossiersco.espace_famille.page import page_formulaire, recu
from dossiersco.espace_famille.saisies import FormulaireFamille

# Au-delà, une liste déroulante se parcourt mieux que des boutons.
BOUTONS_MAXIMUM = 8
AUCUNE = ("", "Aucune")
ONT_CHANGE = (
    "Le collège vient de changer les options proposées : rien n’est enregistré, relisez-les."
)


class Une(forms.ChoiceField):
    """Laissée vide, la question est jugée avec les autres : ce qui est vide aujourd'hui peut le
    rester."""

    def clean(self, value: Any) -> Any:
        return super().clean(value) if value else ""


class Plusieurs(forms.MultipleChoiceField):
    def clean(self, value: Any) -> Any:
        return super().clean(value) if value else []


@dataclass(frozen=True)
class Case:
    """Une option à cocher, et ce qu'il faut savoir avant."""

    bouton: forms.boundfield.BoundWidget
    aides: list[str]


class FormulaireOptions(FormulaireFamille):
    def __init__(
        self, donnees: Any, *, carte: Carte, posees: Sequence[Question], places: Mapping[str, str]
    ) -> None:
        self.carte, self.posees, self.places = carte, posees, places
        initial = {q.nom: _initial(q) for q in posees if q.offertes}
        initial["questions"] = self._questions()
        super().__init__(donnees, initial=initial)
        for question in posees:
            if question.offertes:
                a_lire = any(self._aides(option) for option in question.offertes)
                # Une liste déroulante ne laisserait pas lire les explications.
                en_liste = len(question.offertes) > BOUTONS_MAXIMUM and not a_lire
                self.fields[question.nom] = _champ(question, en_liste=en_liste)

    def _questions(self) -> str:
        """Change quand le collège range les options autrement."""
        rangement = [
            [choix.nom, *(o.code_matiere for o in choix.options)] for choix in self.carte.choix
        ]
        return hashlib.sha256(repr(rangement).encode()).hexdigest()[:16]

    @property
    def perimee(self) -> bool:
        """La page montrait d'autres questions : ce qui n'y était pas n'a pas été refusé."""
        return bool(self.initial["questions"] != self._questions())

    def clean(self) -> None:
        if self.errors:
            return
        for nom, phrase in fautes(self.posees, self._cochees(), self.changed_data).items():
            # Ce qui ne se coche pas n'a pas de champ où écrire la phrase.
            self.add_error(nom if nom in self.fields else None, phrase)

    def _cochees(self) -> dict[str, list[str]]:
        """Ce qui est coché ; d'une question qui n'a pas changé, ce que l'élève a maintenant."""
        return {
            question.nom: _liste(self.cleaned_data.get(question.nom))
            if question.nom in self.changed_data
            else question.a_cocher
            for question in self.posees
        }

    def choisies(self) -> dict[str, list[str]]:
        cochees = self._cochees()
        return {q.nom: reponse(q, cochees[q.nom]) for q in self.posees}

    def blocs(self) -> list[dict[str, Any]]:
        """Les questions, prêtes pour le gabarit."""
        return [
            {
                "question": question,
                "champ": self[question.nom] if question.nom in self.fields else None,
                "cases": self._cases(question) if question.nom in self.fields else [],
                "consigne": _consigne(question),
                "verrous": [_verrou(question, verrou) for verrou in question.gardees],
                "fermees": [_verrou(question, verrou) for verrou in question.fermees],
            }
            for question in self.posees
        ]

    def _cases(self, question: Question) -> list[Case]:
        if isinstance(self.fields[question.nom].widget, forms.Select):
            return []
        par_code = {option.code_matiere: option for option in question.offertes}
        return [
            Case(bouton, self._aides(par_code.get(str(bouton.data["value"]))))
            for bouton in self[question.nom]
        ]

    def _aides(self, option: Option | None) -> list[str]:
        if option is None:
            return []
        return [a for a in (option.regle.explication, self.places.get(option.code_matiere)) if a]


def _verrou(question: Question, verrou: Verrou) -> dict[str, Any]:
    return {
        "libelle": question.choix.libelle(verrou.option),
        "raison": verrou.raison,
        "explication": verrou.option.regle.explication,
    }


def _liste(valeur: Any) -> list[str]:
    return [valeur] if isinstance(valeur, str) and valeur else list(valeur or [])


def _initial(question: Question) -> Any:
    if question.une_seule:
        return next(iter(question.a_cocher), "")
    return question.a_cocher


def _champ(question: Question, *, en_liste: bool) -> forms.ChoiceField:
    offre = [(o.code_matiere, question.choix.libelle(o)) for o in question.offertes]
    obligatoire = question.minimum > 0
    if not question.une_seule:
        return Plusieurs(
            label=question.choix.titre,
            choices=offre,
            widget=forms.CheckboxSelectMultiple,
            required=obligatoire,
        )
    vide = [("", "Choisissez")] if obligatoire and en_liste else []
    aucune = [] if obligatoire else [AUCUNE]
    return Une(
        label=question.choix.titre,
        choices=[*vide, *aucune, *offre],
        widget=forms.Select if en_liste else forms.RadioSelect,
        required=obligatoire,
    )


def _consigne(question: Question) -> str:
    """Dite quand les cases ne la montrent pas d'elles-mêmes."""
    minimum, maximum = question.minimum, question.maximum
    if question.une_seule or not question.offertes:
        return ""
    if minimum == maximum:
        return f"Choisissez-en {minimum}."
    if minimum:
        return f"Choisissez-en de {minimum} à {maximum}."
    return f"Pas plus de {maximum}." if maximum < len(question.offertes) else ""


def _places(dossier: Dossier, code_mef: str, de_la_carte: Carte) -> dict[str, str]:
    limites = {o.code_matiere: o.regle.places for o in de_la_carte.options}
    affluence = affluences(dossier.campagne, {code_mef: limites})
    return {code: places.phrase(dossier.pk) for (_, code), places in affluence.items()}


@require_http_methods(["GET", "HEAD", "POST"])
@modification
def vue(request: RequeteFamille, dossier: Dossier) -> HttpResponse:
    eleve, code_mef = dossier.eleve, formation(dossier)
    photo: list[Entree] = eleve.photo.get("OPTIONS", [])
    de_la_carte = carte(dossier.campagne, code_mef)
    posees = questions(de_la_carte, eleve.options, photo)
    places = _places(dossier, code_mef, de_la_carte)
    formulaire = FormulaireOptions(recu(request), carte=de_la_carte, posees=posees, places=places)
    if request.method == "POST" and formulaire.perimee:
        messages.error(request, ONT_CHANGE)
        return redirect("espace_famille:options", dossier.pk)
    if request.method == "POST" and formulaire.is_valid():
        options = de_la_carte.composer(formulaire.choisies(), eleve.options, photo)
        valeurs = {"options": options} if formulaire.changed_data else {}
        return enregistrer(request, dossier, [(dossier, eleve, valeurs)], "options", formulaire)
    return page_formulaire(request, "options", dossier, formulaire)
