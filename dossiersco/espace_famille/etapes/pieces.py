"""Les documents : les envoyer, les revoir, les ordonner, les retirer."""

import io
from collections.abc import Iterable

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dossiersco.dossiers.models import Dossier
from dossiersco.dossiers.refus import GesteRefuse
from dossiersco.espace_famille.acces import (
    RequeteFamille,
    dossier_permis,
    famille_requise,
    modification,
)
from dossiersco.espace_famille.documents import Document, documents
from dossiersco.espace_famille.envois import Bilan, FormulairePiece, deposer_tout
from dossiersco.espace_famille.page import page
from dossiersco.pieces.actions import placer
from dossiersco.pieces.actions import retirer as retirer_piece
from dossiersco.pieces.controles import Demande, demandes
from dossiersco.pieces.models import PieceJointe
from dossiersco.pieces.pdf import relier
from dossiersco.socle.reponses import document


@require_http_methods(["GET", "HEAD", "POST"])
@modification
def vue(request: RequeteFamille, dossier: Dossier) -> HttpResponse:
    demandees = demandes(dossier, request.personne)
    if request.method != "POST":
        return _page(request, dossier, demandees)
    choisie = demandee(demandees, request.POST.get("attendue"))
    if choisie is None:
        messages.error(request, "Ce document n’est plus demandé.")
        return redirect("espace_famille:pieces", dossier.pk)
    formulaire = FormulairePiece(request.POST, request.FILES, prefix=_prefixe(choisie))
    attendue = dossier.campagne.pieces_attendues.get(pk=choisie.attendue)
    bilan = deposer_tout(formulaire, dossier, attendue, request.personne)
    if bilan.recues:
        messages.success(request, f"Le collège a reçu : {choisie.nom}.")
    if not bilan.refus:
        return revenir(dossier, f"document-{choisie.attendue}")
    # Les bons fichiers du même envoi sont gardés : la page les montre.
    return _page(request, dossier, demandes(dossier, request.personne), formulaire, bilan)


def demandee(demandees: Iterable[Demande], attendue: object) -> Demande | None:
    return next((d for d in demandees if str(d.attendue) == str(attendue)), None)


def _page(
    request: RequeteFamille,
    dossier: Dossier,
    demandees: list[Demande],
    refuse: FormulairePiece | None = None,
    bilan: Bilan | None = None,
) -> HttpResponse:
    lignes = [
        {"document": document, "formulaire": _formulaire(document, refuse)}
        for document in documents(demandees)
    ]
    contexte = {"lignes": lignes, "erreurs": bilan.refus if bilan else [], "refuse": refuse}
    return page(request, "pieces", dossier, contexte, bilan.statut if bilan else 200)


def _formulaire(document: Document, refuse: FormulairePiece | None) -> FormulairePiece:
    prefixe = _prefixe(document.demande)
    formulaire = refuse if refuse and refuse.prefix == prefixe else FormulairePiece(prefix=prefixe)
    if document.envois:
        formulaire.fields["fichier"].label = "Une autre page, ou une meilleure photo"
    return formulaire


def _prefixe(demande: Demande) -> str:
    return f"d{demande.attendue}"


def revenir(dossier: Dossier, ancre: str) -> HttpResponse:
    return redirect(f"{reverse('espace_famille:pieces', args=[dossier.pk])}#{ancre}")


@require_POST
@modification
def retirer(request: RequeteFamille, dossier: Dossier, piece_pk: int) -> HttpResponse:
    piece = _la_sienne(request, dossier, piece_pk)
    try:
        retirer_piece(piece)
    except GesteRefuse as refus:
        messages.error(request, str(refus))
    else:
        messages.success(request, "Page retirée.")
    return revenir(dossier, f"document-{piece.attendue_id}")


@require_POST
@modification
def deplacer(request: RequeteFamille, dossier: Dossier, piece_pk: int, rang: int) -> HttpResponse:
    piece = _la_sienne(request, dossier, piece_pk)
    try:
        placer(piece, rang=rang)
    except GesteRefuse as refus:
        messages.error(request, str(refus))
    return revenir(dossier, f"document-{piece.attendue_id}")


@require_safe
@famille_requise
def voir(request: RequeteFamille, pk: int, piece_pk: int) -> HttpResponseBase:
    """Le droit est relu à chaque fois : un lien gardé ne survit pas au droit."""
    piece = _la_sienne(request, dossier_permis(request, pk), piece_pk)
    return document(
        piece.fichier.open("rb"),
        nom=piece.nom_de_telechargement,
        type_contenu=piece.type_contenu,
        a_l_ecran=piece.est_image,
    )


@require_safe
@famille_requise
def entier(request: RequeteFamille, pk: int, piece_pk: int) -> HttpResponseBase:
    """Toutes les pages du document, en un seul PDF : ce que le collège verra."""
    piece = _la_sienne(request, dossier_permis(request, pk), piece_pk)
    pages = PieceJointe.objects.pour_famille(request.personne).du_document(piece)
    relie = io.BytesIO(relier(page.lire() for page in pages))
    return document(relie, nom=f"document-{piece.pk}.pdf")


def _la_sienne(request: RequeteFamille, dossier: Dossier, piece_pk: int) -> PieceJointe:
    siennes = PieceJointe.objects.pour_famille(request.personne).filter(dossier=dossier)
    return get_object_or_404(siennes, pk=piece_pk)
