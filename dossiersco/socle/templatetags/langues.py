"""`{% lire_aussi %}` : le menu « Lire aussi en… », sur les pages des familles."""

from typing import Any

from django import template

from dossiersco.socle.bilingue import langue_de
from dossiersco.socle.langues import LANGUES

register = template.Library()


@register.inclusion_tag("socle/lire_aussi.html", takes_context=True)
def lire_aussi(context: template.Context) -> dict[str, Any]:
    request = context["request"]
    return {
        "langues": LANGUES.values(),
        "choisie": langue_de(request),
        "suite": request.path,
        "csrf_token": context.get("csrf_token"),
    }
