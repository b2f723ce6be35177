"""Les formulaires de connexion."""

from django import forms

from dossiersco.comptes import codes
from dossiersco.socle.forms import Formulaire


class FormulaireCode(Formulaire):
    """Le code se tape comme on veut : tirets, espaces et casse ne comptent pas."""

    code = forms.CharField(
        label="Votre code personnel",
        help_text="12 caractères, par exemple 4F7K-9M2P-X3WD. Il est dans le message du collège.",
        # De quoi coller le lien, ou tout le message du collège.
        max_length=500,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "one-time-code",
                "autocapitalize": "characters",
                "spellcheck": "false",
            }
        ),
    )

    def clean_code(self) -> str:
        code = codes.normaliser(self.cleaned_data["code"])
        if not code:
            raise forms.ValidationError(
                "Un code compte 12 lettres et chiffres, par exemple 4F7K-9M2P-X3WD. Vérifiez-le."
            )
        return code


class FormulaireAgent(Formulaire):
    mel = forms.EmailField(
        label="Votre adresse électronique professionnelle",
        widget=forms.EmailInput(attrs={"autocomplete": "username"}),
    )
    mot_de_passe = forms.CharField(
        label="Votre mot de passe",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class FormulaireCodeAgent(Formulaire):
    code = forms.CharField(
        label="Le code de votre application",
        help_text="Six chiffres, qui changent toutes les trente secondes.",
        max_length=40,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "one-time-code",
                "inputmode": "numeric",
                "spellcheck": "false",
            }
        ),
    )


class FormulaireSecondFacteur(Formulaire):
    """Ou un code de secours : il a des lettres, le clavier reste entier."""

    code = forms.CharField(
        label="Le code de votre application",
        help_text="Six chiffres. Téléphone perdu ? Tapez un de vos codes de secours, "
        "par exemple 4F7K-9M2P-X3WD.",
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "spellcheck": "false"}),
    )
