"""La langue lue à côté du français : choisie dans une session, retenue par le compte."""

from django.http import HttpRequest
from django.urls import Resolver404, resolve

from dossiersco.comptes.actions import retenir_langue
from dossiersco.comptes.models import Compte
from dossiersco.socle.bilingue import CLEF

# Ce qui n'existe que pour recevoir : on ne peut pas y revenir.
SANS_PAGE = frozenset({"acces_par_code", "avis", "telephone_inviter"})


def suivre_la_session(request: HttpRequest) -> None:
    """Le choix fait dans cette session devient celui du compte, s'il est d'une famille."""
    compte = request.user
    if isinstance(compte, Compte) and not compte.mel:
        retenir_langue(compte, request.session[CLEF])


def a_l_entree(request: HttpRequest) -> None:
    """Choisie avant d'entrer, elle vaut pour le compte ; sinon c'est la sienne qui vaut."""
    if request.session.get(CLEF):
        suivre_la_session(request)


def page_quittee(chemin: str) -> str:
    """La page d'où l'on vient, si c'est une des nôtres."""
    try:
        page = resolve(chemin)
    except Resolver404:
        return "accueil"
    return "accueil" if page.url_name in SANS_PAGE else chemin
