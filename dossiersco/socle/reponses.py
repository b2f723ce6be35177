"""Rendre un document venu d'ailleurs : il se lit, il ne fait rien."""

from typing import TypeVar

from django.http import HttpResponseBase

Reponse = TypeVar("Reponse", bound=HttpResponseBase)


def sans_pouvoir(reponse: Reponse) -> Reponse:
    """Même piégé, il ne pourrait ni s'exécuter, ni être encadré, ni être repris par un autre site.

    Le reste (`nosniff`, `no-store`) est dit de toute réponse par les intergiciels.
    """
    reponse["Content-Security-Policy"] = "sandbox; default-src 'none'; frame-ancestors 'none'"
    reponse["Cross-Origin-Resource-Policy"] = "same-origin"
    return reponse
