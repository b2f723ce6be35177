"""Ce que l'agent écrit à une famille : la raison d'un refus, une demande."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from django import forms

from dossiersco.socle.forms import Formulaire


class FormulaireMotif(Formulaire):
    sans_mention = frozenset({"motif", "precision"})

    motif = forms.ChoiceField(label="Raison courante", required=False)
    precision = forms.CharField(
        label="La raison en vos mots",
        help_text="La famille lira cette phrase.",
        max_length=200,
        required=False,
    )

    def __init__(self, donnees: Mapping[str, Any], motifs: Sequence[str]) -> None:
        super().__init__(donnees)
        courantes = cast(forms.ChoiceField, self.fields["motif"])
        courantes.choices = [("", "Choisissez une raison"), *((motif, motif) for motif in motifs)]

    def clean(self) -> dict[str, Any]:
        saisie = self.cleaned_data
        dits = (saisie.get("motif"), saisie.get("precision"))
        saisie["raison"] = " – ".join(dit.rstrip(" .") for dit in dits if dit)
        if not saisie["raison"] and not self.errors:
            self.add_error("motif", "Choisissez une raison, ou écrivez-la : la famille la lira.")
        return saisie


class FormulaireDemande(Formulaire):
    message = forms.CharField(
        label="Votre message à la famille",
        help_text="Dites ce qu’il faut corriger ou envoyer. Tous les responsables de l’élève le "
        "lisent : n’y écrivez ni adresse, ni téléphone, ni courriel.",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
