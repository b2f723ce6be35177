"""La porte des pages publiques : ouverte à tous, et qui ne montre rien de personne."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_http_methods, require_safe

Vue = Callable[..., HttpResponseBase]


def publique(vue: Vue) -> Vue:
    """Une page qui se lit."""
    return _ouvrir(require_safe(vue))


def publique_avec_envoi(vue: Vue) -> Vue:
    """Une page qui porte un formulaire."""
    return _ouvrir(require_http_methods(["GET", "HEAD", "POST"])(vue))


def _ouvrir(vue: Vue) -> Vue:
    @login_not_required
    @wraps(vue)
    def porte(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return vue(request, *args, **kwargs)

    vars(porte)["publique"] = True
    return porte
