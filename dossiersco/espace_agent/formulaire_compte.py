"""Ce qu'un agent tape de son compte : un mot de passe nouveau, le sien pour preuve."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password

from dossiersco.comptes import freins
from dossiersco.comptes.actions import doit_attendre, noter_echec
from dossiersco.comptes.models import Compte
from dossiersco.socle.forms import Formulaire

FAUX = "Ce n’est pas votre mot de passe actuel."
TROP = "Trop d’essais manqués. Attendez un quart d’heure."
NOUVEAU = forms.PasswordInput(attrs={"autocomplete": "new-password"})


class MotDePasseActuel(forms.CharField):
    """Chaque essai manqué compte, comme à la porte."""

    def __init__(self, compte: Compte, adresse_ip: str) -> None:
        super().__init__(
            label="Votre mot de passe actuel",
            strip=False,
            widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        )
        self.compte = compte
        self.limites = freins.pour_un_mot_de_passe(compte.mel or "", adresse_ip)

    def validate(self, value: str) -> None:
        super().validate(value)
        if doit_attendre(self.limites):
            raise forms.ValidationError(TROP)
        if not self.compte.check_password(value):
            noter_echec(self.limites)
            raise forms.ValidationError(FAUX)


class FormulaireNouveau(Formulaire):
    nouveau = forms.CharField(
        label="Votre nouveau mot de passe",
        help_text="15 signes ou plus. Le plus simple : quatre ou cinq mots sans rapport entre "
        "eux, avec des espaces. Un mot de passe très répandu, même rallongé, est refusé.",
        strip=False,
        max_length=200,
        widget=NOUVEAU,
    )
    encore = forms.CharField(
        label="Le même, une seconde fois", strip=False, max_length=200, widget=NOUVEAU
    )

    def __init__(self, donnees: Any, *, compte: Compte) -> None:
        super().__init__(donnees)
        self.compte = compte

    def clean_nouveau(self) -> str:
        nouveau: str = self.cleaned_data["nouveau"]
        validate_password(nouveau, self.compte)
        return nouveau

    def clean(self) -> dict[str, Any]:
        saisie = self.cleaned_data
        if {"nouveau", "encore"} <= saisie.keys() and saisie["nouveau"] != saisie["encore"]:
            self.add_error("encore", "Les deux saisies diffèrent : retapez-les.")
        return saisie


class FormulaireChangement(FormulaireNouveau):
    def __init__(self, donnees: Any, *, compte: Compte, adresse_ip: str) -> None:
        super().__init__(donnees, compte=compte)
        self.fields["actuel"] = MotDePasseActuel(compte, adresse_ip)
        self.order_fields(["actuel"])


class FormulairePreuve(Formulaire):
    """Une session laissée ouverte sur un bureau ne suffit pas."""

    def __init__(self, donnees: Any, *, compte: Compte, adresse_ip: str) -> None:
        super().__init__(donnees)
        self.fields["actuel"] = MotDePasseActuel(compte, adresse_ip)


class FormulaireAdresse(FormulairePreuve):
    mel = forms.EmailField(
        label="Votre nouvelle adresse professionnelle",
        help_text="Un lien y part : elle sert une fois ce lien ouvert.",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
