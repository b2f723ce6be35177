"""Montrer un document : le droit est redemandé à chaque lecture, et rien ne s'y exécute."""

import io

from django.http import Http404, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from dossiersco.espace_agent.acces import RequeteAgent, agent_peut
from dossiersco.etablissements.droits import Geste
from dossiersco.pieces import dessins
from dossiersco.pieces.models import PieceJointe
from dossiersco.pieces.pdf import relier
from dossiersco.socle.reponses import document


@require_safe
@agent_peut(Geste.VOIR_PIECES)
def piece(request: RequeteAgent, pk: int) -> HttpResponseBase:
    voulue = get_object_or_404(PieceJointe.objects.pour_agent(request.agent), pk=pk)
    return document(
        voulue.fichier.open("rb"),
        nom=voulue.nom_de_telechargement,
        type_contenu=voulue.type_contenu,
        a_l_ecran=voulue.est_image,
    )


@require_safe
@agent_peut(Geste.VOIR_PIECES)
def piece_page(request: RequeteAgent, pk: int, rang: int) -> HttpResponseBase:
    """Une page d'un PDF, en image."""
    voulue = get_object_or_404(PieceJointe.objects.pour_agent(request.agent), pk=pk)
    try:
        dessin = dessins.page(voulue, rang)
    except dessins.PageAbsente as absente:
        raise Http404 from absente
    return document(
        io.BytesIO(dessin),
        nom=f"piece-{voulue.pk}-page-{rang}.jpg",
        type_contenu="image/jpeg",
        a_l_ecran=True,
    )


@require_safe
@agent_peut(Geste.VOIR_PIECES)
def piece_entiere(request: RequeteAgent, pk: int) -> HttpResponseBase:
    """Toutes les pages du document, dans l'ordre, en un seul PDF."""
    permises = PieceJointe.objects.pour_agent(request.agent)
    voulue = get_object_or_404(permises, pk=pk)
    pages = permises.du_document(voulue)
    relie = io.BytesIO(relier(page.lire() for page in pages))
    return document(relie, nom=f"document-{voulue.pk}.pdf")
