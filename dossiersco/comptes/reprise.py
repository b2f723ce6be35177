"""Où reprendre quand on se reconnecte : à la page qu'on remplissait, pas à l'accueil.

Un cookie signé, qui ne vaut que pour le compte qui écrivait : l'autre parent, sur le même
ordinateur, arrive chez lui.
"""

from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse

COOKIE = "reprise"
SEL = "dossiersco.comptes.reprise"
DUREE = timedelta(hours=2)


def retenir(reponse: HttpResponse, *, compte: int, chemin: str) -> None:
    reponse.set_signed_cookie(
        COOKIE,
        f"{compte}:{chemin}",
        salt=SEL,
        max_age=DUREE,
        secure=settings.PRODUCTION,
        httponly=True,
        samesite="Lax",
    )


def chemin(request: HttpRequest) -> str:
    """Le chemin où ce compte s'était arrêté, ou ""."""
    ecrit = request.get_signed_cookie(COOKIE, "", salt=SEL, max_age=DUREE)
    compte, _, chemin = str(ecrit).partition(":")
    return chemin if compte == str(request.user.pk) else ""


def oublier(reponse: HttpResponse) -> None:
    reponse.delete_cookie(COOKIE, samesite="Lax")
