"""`{{ eleve.prenom|de }}` : « d’Inès », « de Diego »."""

from django import template

from dossiersco.socle import francais

register = template.Library()


@register.filter
def de(nom: object) -> str:
    return francais.de(str(nom))
