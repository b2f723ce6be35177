"""`{{ campagne.mot_accueil|markdown }}` : le texte d'un collège, mis en forme sans HTML."""

from django import template
from django.utils.safestring import SafeString

from dossiersco.socle import textes

register = template.Library()


@register.filter
def markdown(texte: str) -> SafeString:
    return textes.rendre(texte)
