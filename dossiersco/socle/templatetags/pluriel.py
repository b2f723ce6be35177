"""`|pluralize` à la française : zéro est au singulier. Chargé partout (`config/settings.py`)."""

from typing import Any

from django import template
from django.template import defaultfilters

register = template.Library()


@register.filter
def pluralize(combien: Any, terminaisons: str = "s") -> str:
    """« 0 dossier », « 1 dossier », « 2 dossiers » ; d'une liste, sa longueur."""
    nombre = combien if isinstance(combien, int | float) else len(combien)
    return defaultfilters.pluralize(max(nombre, 1), terminaisons)
