"""La classe de base de tous les formulaires : un champ s'écrit comme le veut le DSFR.

Les gabarits de django-dsfr ne sont pas repris : ils insèrent l'aide sans l'échapper et
relient mal les erreurs à leur champ (`aria-describedby`).
"""

from typing import Any, ClassVar, cast

from django import forms

# Le premier qui convient : le composant DSFR du contrôle, puis celui du bloc qui l'entoure.
COMPOSANTS: tuple[tuple[type[forms.Widget], str, str], ...] = (
    (forms.CheckboxSelectMultiple, "", "fr-checkbox-group"),
    (forms.RadioSelect, "", "fr-radio-group"),
    (forms.CheckboxInput, "", "fr-checkbox-group"),
    (forms.HiddenInput, "", ""),
    (forms.FileInput, "fr-upload", "fr-upload-group"),
    (forms.Select, "fr-select", "fr-select-group"),
    (forms.Widget, "fr-input", "fr-input-group"),
)


class Champ(forms.BoundField):
    @property
    def template_name(self) -> str:
        if self.use_fieldset:
            return "socle/champ_groupe.html"
        if isinstance(self.field.widget, forms.CheckboxInput):
            return "socle/champ_case.html"
        return "socle/champ.html"

    @property
    def facultatif(self) -> bool:
        """S'il faut le dire : pas d'un champ qu'un autre rend nécessaire."""
        formulaire = cast(Formulaire, self.form)
        return not self.field.required and self.name not in formulaire.sans_mention

    @property
    def intitule(self) -> str:
        """Le libellé, prêt à être suivi d'un deux-points."""
        return str(self.label).rstrip(" \u00a0?.:")

    @property
    def groupe(self) -> str:
        return _composants(self.field.widget)[1]

    def build_widget_attrs(
        self, attrs: dict[str, Any], widget: forms.Widget | None = None
    ) -> dict[str, Any]:
        attrs = super().build_widget_attrs(attrs, widget)
        widget = widget or self.field.widget
        classes = f"{_composants(widget)[0]} {widget.attrs.get('class', '')}".strip()
        return {**attrs, "class": classes} if classes else attrs


class Formulaire(forms.Form):
    """Résumé des erreurs en tête, champs facultatifs marqués, erreurs reliées à leur champ.

    `sans_mention` : les champs à qui « (facultatif) » ferait croire qu'on peut tous les laisser.
    """

    sans_mention: ClassVar[frozenset[str]] = frozenset()
    template_name = "socle/formulaire.html"
    bound_field_class = Champ


def _composants(widget: forms.Widget) -> tuple[str, str]:
    return next((c, g) for classe, c, g in COMPOSANTS if isinstance(widget, classe))
