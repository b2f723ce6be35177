"""Les champs que le collège tape, rangés comme SIECLE le veut."""

import re
from typing import Any

from django import forms

from dossiersco.siecle import telephones, valeurs

# Un élève de collège, compté large.
AGES = range(5, 26)
CODE_POSTAL = re.compile(r"[0-9]{5}")


class Nom(forms.CharField):
    """Un nom que SIECLE sait écrire."""

    def __init__(self, label: str, **options: Any) -> None:
        super().__init__(label=label, **{"max_length": 100, **options})
        self.error_messages["required"] = "Cette ligne est vide : remplissez-la."

    def to_python(self, value: Any) -> str:
        try:
            return " ".join(valeurs.representable(super().to_python(value) or "").split())
        except valeurs.CaractereImpossible as erreur:
            raise forms.ValidationError(
                f"SIECLE ne sait pas écrire « {erreur.caractere} » : recopiez la pièce d’identité "
                "en lettres latines."
            ) from erreur


class Telephone(forms.CharField):
    """« +33 (0)6 39… » -> « 0639… ». Ce qui est déjà écrit passe tel quel."""

    widget = forms.TelInput

    def __init__(self, label: str, **options: Any) -> None:
        super().__init__(label=label, required=False, max_length=40, **options)

    def clean(self, value: Any) -> str:
        if value and value == self.initial:
            return str(value)
        try:
            return telephones.lire(super().clean(value) or "") if value else ""
        except telephones.NumeroDouteux as erreur:
            raise forms.ValidationError(
                "Vérifiez ce numéro : 10 chiffres en France, ou + et l’indicatif du pays."
            ) from erreur


class Courriel(forms.EmailField):
    """Ce qui est déjà écrit passe tel quel."""

    def __init__(self, label: str, **options: Any) -> None:
        super().__init__(label=label, required=False, max_length=254, **options)
        self.error_messages["invalid"] = "Vérifiez cette adresse, comme prenom.nom@exemple.fr."

    def clean(self, value: Any) -> str:
        return str(value) if value and value == self.initial else super().clean(value)
