"""La porte de l'opérateur : un compte qui l'est encore, relu à chaque requête ; chaque vue dit
ce qu'elle permet."""

from collections.abc import Callable
from enum import StrEnum
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect

from dossiersco.comptes import seances
from dossiersco.comptes.models import Compte

CONNEXION = "connexion_agent"
Vue = Callable[..., HttpResponseBase]


class GesteOperateur(StrEnum):
    VOIR_COLLEGES = "voir_colleges"
    INSCRIRE = "inscrire"
    VISITER = "visiter"


class RequeteOperateur(HttpRequest):
    operateur: Compte


def operateur_peut(geste: GesteOperateur) -> Callable[[Vue], Vue]:
    """Pose `request.operateur`. Un seul rôle : tout opérateur peut tout de ces trois gestes."""

    def decorer(vue: Vue) -> Vue:
        @wraps(vue)
        def porte(request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not isinstance(request.user, Compte):
                return redirect(CONNEXION)
            if not request.user.est_operateur:
                raise PermissionDenied
            if not seances.en_regle(request):
                return redirect(CONNEXION)
            request.operateur = request.user
            return vue(request, *args, **kwargs)

        vars(porte)["geste_operateur"] = geste
        vars(porte)["login_url"] = CONNEXION
        return porte

    return decorer
