"""Les adresses qu'appelle `envoi.js` depuis la page des documents."""

import uuid

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dossiersco.dossiers.models import Dossier
from dossiersco.espace_famille import envois
from dossiersco.espace_famille.acces import (
    RequeteFamille,
    dossier_permis,
    famille_requise,
    modification,
)
from dossiersco.espace_famille.etapes.pieces import demandee
from dossiersco.pieces.controles import demandes
from dossiersco.pieces.models import PieceAttendue, PieceJointe, Televersement


@require_POST
@modification
def commencer(request: RequeteFamille, dossier: Dossier, attendue_pk: int) -> HttpResponse:
    attendue = attendue_permise(request, dossier, attendue_pk)
    return envois.commencer(request, dossier, attendue, request.personne)


@require_http_methods(["GET", "HEAD", "POST"])
@modification
def suivre(request: RequeteFamille, dossier: Dossier, televersement: uuid.UUID) -> HttpResponse:
    siens = Televersement.objects.pour_famille(request.personne).filter(dossier=dossier)
    return envois.suivre(request, get_object_or_404(siens, pk=televersement))


@require_safe
@famille_requise
def etat(request: RequeteFamille, pk: int, attendue_pk: int) -> HttpResponse:
    """Combien de pages sont reçues, pour la page qui attend le téléphone."""
    dossier = dossier_permis(request, pk)
    siennes = PieceJointe.objects.pour_famille(request.personne)
    pages = siennes.filter(dossier=dossier, attendue=attendue_pk).count()
    return JsonResponse({"pages": pages})


def attendue_permise(request: RequeteFamille, dossier: Dossier, attendue_pk: int) -> PieceAttendue:
    """Ce document, s'il est demandé à cette personne pour cet élève."""
    if demandee(demandes(dossier, request.personne), attendue_pk) is None:
        raise Http404
    return dossier.campagne.pieces_attendues.get(pk=attendue_pk)
