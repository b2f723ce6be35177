"""À qui se demande un document ou une question : les champs communs à leurs formulaires."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms

from dossiersco.campagnes.models import Campagne, Question
from dossiersco.campagnes.questions import MOTS
from dossiersco.campagnes.tables import tables_de
from dossiersco.dossiers.regimes import regimes_servis
from dossiersco.espace_agent.formations import formations_de
from dossiersco.socle.forms import Formulaire

Choix = list[tuple[str, str]]


@dataclass(frozen=True)
class Possibles:
    """Ce que la campagne permet de viser. `reponses` : {« 12:oui » : (question, réponse)}."""

    formations: Choix
    regimes: Choix
    reponses: dict[str, tuple[Question, str]]

    @property
    def suites(self) -> Choix:
        dites = (
            (clef, f"« {question.intitule} » : {MOTS.get(reponse, reponse)}")
            for clef, (question, reponse) in self.reponses.items()
        )
        return [("", "Quelle que soit la réponse"), *dites]


def formations_visables(campagne: Campagne) -> Choix:
    """De la sixième à la troisième ; d'un collège qui n'en a aucune, toutes."""
    connues = formations_de(campagne)
    ordinaires = [f for f in connues if f.niveau]
    return [(f.code_mef, f.nom) for f in ordinaires or connues]


def avec_les_retenus(connus: Choix, retenus: Iterable[str]) -> Choix:
    """Un code déjà retenu reste proposé, même si plus personne ne le porte."""
    return [*connus, *((code, code) for code in retenus if code not in dict(connus))]


class CertainesFormations(forms.MultipleChoiceField):
    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            **{"label": "Seulement ces formations", **kwargs},
            help_text="La formation de la rentrée. Rien de coché : toutes.",
            required=False,
            error_messages={
                "invalid_choice": "Cette formation n’est plus au collège : rechargez la page."
            },
        )


def possibles(campagne: Campagne, posees: Iterable[Question]) -> Possibles:
    """`posees` : les questions dont une réponse peut décider de la suite."""
    table = tables_de(campagne).table("regimes")
    servis = sorted(regimes_servis(campagne))
    return Possibles(
        formations_visables(campagne),
        [(code, table.get(code, code)) for code in servis],
        {
            f"{question.pk}:{rang}": (question, reponse)
            for question in posees
            for rang, reponse in enumerate(question.reponses_permises)
        },
    )


class FormulairePerimetre(Formulaire):
    """`codes_mef`, `codes_regime`, `si` : vides, ils ne restreignent rien."""

    codes_mef = CertainesFormations()
    codes_regime = forms.MultipleChoiceField(
        label="Seulement ces régimes",
        help_text="Rien de coché : tous.",
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    si = forms.ChoiceField(label="Seulement si la famille a répondu", required=False)

    def restreindre(self, possibles: Possibles, objet: Any | None) -> None:
        self.possibles = possibles
        for nom, connus in (
            ("codes_mef", possibles.formations),
            ("codes_regime", possibles.regimes),
        ):
            self._proposer(nom, avec_les_retenus(connus, getattr(objet, nom, ())))
        self._proposer("si", possibles.suites)
        for nom in ("codes_mef", "codes_regime"):
            if not self.fields[nom].choices:  # type: ignore[attr-defined]
                del self.fields[nom]
        if len(possibles.suites) == 1:
            del self.fields["si"]

    def _proposer(self, nom: str, choix: Choix) -> None:
        champ = self.fields[nom]
        champ.choices = choix  # type: ignore[attr-defined]

    def perimetre(self) -> dict[str, Any]:
        dites = self.cleaned_data
        question, reponse = self.possibles.reponses.get(dites.get("si", ""), (None, ""))
        return {
            "codes_mef": dites.get("codes_mef", []),
            "codes_regime": dites.get("codes_regime", []),
            "si_question": question,
            "si_reponse": reponse,
        }


def perimetre_connu(objet: Any, possibles: Possibles) -> dict[str, Any]:
    """Le même, à remettre dans le formulaire."""
    vise = (objet.si_question_id, objet.si_reponse)
    clefs = (c for c, (q, reponse) in possibles.reponses.items() if (q.pk, reponse) == vise)
    return {
        "codes_mef": objet.codes_mef,
        "codes_regime": objet.codes_regime,
        "si": next(clefs, ""),
    }
