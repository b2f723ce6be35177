"""La seule porte de l'espace famille : qui est là, et quel dossier il peut ouvrir."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from dossiersco.comptes.models import Compte
from dossiersco.dossiers.models import Dossier, Personne


class RequeteFamille(HttpRequest):
    personne: Personne


Vue = Callable[..., HttpResponse]


def famille_requise(vue: Vue) -> Vue:
    """Pose `request.personne`, la personne pour qui le compte agit."""

    @wraps(vue)
    def porte(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        if not isinstance(request.user, Compte):
            return redirect("accueil")
        personne = Personne.objects.pour_compte(request.user).first()
        if personne is None:
            return redirect("accueil")
        request.personne = personne
        return vue(request, *args, **kwargs)

    vars(porte)["famille_requise"] = True
    return porte


def dossier_permis(request: RequeteFamille, pk: int) -> Dossier:
    """Le dossier d'un enfant de cette personne, sinon 404 : on ne dit pas qu'il existe."""
    return get_object_or_404(
        Dossier.objects.pour_famille(request.personne).select_related(
            "eleve", "campagne__etablissement"
        ),
        pk=pk,
    )
