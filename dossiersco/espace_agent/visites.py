"""Les visites de l'opérateur : qui a regardé, quand, pourquoi. Tout agent peut le lire."""

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from dossiersco.espace_agent.acces import RequeteAgent, agent_peut
from dossiersco.espace_agent.page import page
from dossiersco.etablissements.droits import Geste
from dossiersco.etablissements.models import Visite

MONTREES = 100


@require_safe
@agent_peut(Geste.VOIR_DROITS)
def visites(request: RequeteAgent) -> HttpResponse:
    faites = Visite.objects.pour_agent(request.agent).select_related("operateur")
    contexte = {"visites": list(faites[:MONTREES]), "maintenant": timezone.now()}
    return page(request, "visites", contexte)
