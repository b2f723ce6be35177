"""Les chiffres publics, recalculés une fois par heure : qui recharge la page ne coûte rien."""

from datetime import timedelta

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from dossiersco.espace_public.acces import publique
from dossiersco.statistiques import chiffres_publics

CLE = "chiffres-publics"
DUREE = timedelta(hours=1)


@publique
def chiffres(request: HttpRequest) -> HttpResponse:
    lus = cache.get(CLE)
    if lus is None:
        # Une liste : « pas encore assez » se garde aussi, et `None` ne le dirait pas.
        lus = [chiffres_publics.chiffres()]
        cache.set(CLE, lus, int(DUREE.total_seconds()))
    contexte = {
        "chiffres": lus[0],
        "colleges_minimum": chiffres_publics.COLLEGES_MINIMUM,
        "dossiers_minimum": chiffres_publics.DOSSIERS_MINIMUM,
    }
    return TemplateResponse(request, "espace_public/chiffres.html", contexte)
