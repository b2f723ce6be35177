"""La boîte aux lettres de bord : ce que les familles auraient reçu. En démonstration seulement."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from dossiersco.messagerie.models import Message

PAR_PAGE = 30


@login_not_required
@require_safe
def boite(request: HttpRequest) -> HttpResponse:
    cherche = request.GET.get("destinataire", "").strip()
    messages = Message.objects.pour_boite_de_bord().filter(destinataire__icontains=cherche)
    contexte = {"courriers": messages[:PAR_PAGE], "total": messages.count(), "cherche": cherche}
    return TemplateResponse(request, "demonstration/boite.html", contexte)
