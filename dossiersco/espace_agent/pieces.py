"""Montrer un document : le droit est redemandé à chaque lecture, et rien ne s'y exécute."""

from django.http import FileResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from dossiersco.espace_agent.acces import RequeteAgent, agent_peut
from dossiersco.etablissements.droits import Geste
from dossiersco.pieces.models import PieceJointe


@require_safe
@agent_peut(Geste.VOIR_PIECES)
def piece(request: RequeteAgent, pk: int) -> HttpResponseBase:
    voulue = get_object_or_404(PieceJointe.objects.pour_agent(request.agent), pk=pk)
    reponse = FileResponse(
        voulue.fichier.open("rb"),
        content_type=voulue.type_contenu,
        # Un PDF s'ouvre hors de la page : le navigateur refuse son lecteur dans un bac à sable.
        as_attachment=not voulue.est_image,
        filename=voulue.nom_de_telechargement,
    )
    reponse["X-Content-Type-Options"] = "nosniff"
    reponse["Content-Security-Policy"] = "sandbox; default-src 'none'; frame-ancestors 'none'"
    reponse["Cross-Origin-Resource-Policy"] = "same-origin"
    reponse["Cache-Control"] = "no-store"
    return reponse
