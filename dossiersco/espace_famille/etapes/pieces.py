"""Les documents : les envoyer, les revoir, les retirer."""

from django import forms
from django.contrib import messages
from django.http import FileResponse, HttpResponse
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
from dossiersco.espace_famille.page import page
from dossiersco.pieces.actions import deposer
from dossiersco.pieces.actions import retirer as retirer_piece
from dossiersco.pieces.controles import Demande, demandes
from dossiersco.pieces.fichiers import FichierImpossible
from dossiersco.pieces.models import PieceJointe
from dossiersco.socle.forms import Formulaire


class FormulairePiece(Formulaire):
    """Un document demandé, un fichier. Le contenu décide ; `accept` aide seulement à choisir."""

    fichier = forms.FileField(
        label="Choisir une photo ou un PDF",
        # Formats nommés : l'iPhone convertit alors lui-même sa photo en JPEG.
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,application/pdf"}),
        allow_empty_file=True,
        error_messages={"required": "Choisissez d’abord un fichier, puis appuyez sur « Envoyer »."},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@modification
def vue(request: RequeteFamille, dossier: Dossier) -> HttpResponse:
    demandees = demandes(dossier, request.personne)
    if request.method != "POST":
        return _page(request, dossier, demandees)
    choisie = next((d for d in demandees if str(d.attendue) == request.POST.get("attendue")), None)
    if choisie is None:
        messages.error(request, "Ce document n’est plus demandé.")
        return redirect("espace_famille:pieces", dossier.pk)
    formulaire = FormulairePiece(request.POST, request.FILES, prefix=_prefixe(choisie))
    if formulaire.is_valid() and _deposer(request, dossier, choisie, formulaire):
        return _revenir(dossier, f"document-{choisie.attendue}")
    return _page(request, dossier, demandees, formulaire)


def _deposer(
    request: RequeteFamille, dossier: Dossier, demande: Demande, formulaire: FormulairePiece
) -> bool:
    attendue = dossier.campagne.pieces_attendues.get(pk=demande.attendue)
    try:
        deposer(dossier, attendue, formulaire.cleaned_data["fichier"], par=request.personne)
    except (FichierImpossible, GesteRefuse) as erreur:
        formulaire.add_error("fichier", str(erreur))
        return False
    messages.success(request, f"Le collège a reçu : {demande.nom}.")
    return True


def _page(
    request: RequeteFamille,
    dossier: Dossier,
    demandees: list[Demande],
    refuse: FormulairePiece | None = None,
) -> HttpResponse:
    lignes = [
        {"document": document, "formulaire": _formulaire(document, refuse)}
        for document in documents(demandees)
    ]
    erreurs = [str(e) for e in refuse.errors.get("fichier", [])] if refuse else []
    contexte = {"lignes": lignes, "erreurs": erreurs, "refuse": refuse}
    return page(request, "pieces", dossier, contexte, 422 if refuse else 200)


def _formulaire(document: Document, refuse: FormulairePiece | None) -> FormulairePiece:
    prefixe = _prefixe(document.demande)
    formulaire = refuse if refuse and refuse.prefix == prefixe else FormulairePiece(prefix=prefixe)
    if document.envois:
        formulaire.fields["fichier"].label = "Une autre page, ou une meilleure photo"
    return formulaire


def _prefixe(demande: Demande) -> str:
    return f"d{demande.attendue}"


def _revenir(dossier: Dossier, ancre: str) -> HttpResponse:
    return redirect(f"{reverse('espace_famille:pieces', args=[dossier.pk])}#{ancre}")


@require_POST
@modification
def retirer(request: RequeteFamille, dossier: Dossier, piece_pk: int) -> HttpResponse:
    siennes = PieceJointe.objects.pour_famille(request.personne).filter(dossier=dossier)
    try:
        retirer_piece(get_object_or_404(siennes, pk=piece_pk))
    except GesteRefuse as refus:
        messages.error(request, str(refus))
    else:
        messages.success(request, "Document retiré.")
    return _revenir(dossier, "documents")


@require_safe
@famille_requise
def voir(request: RequeteFamille, pk: int, piece_pk: int) -> HttpResponseBase:
    """Le droit est relu à chaque fois : un lien gardé ne survit pas au droit."""
    dossier = dossier_permis(request, pk)
    siennes = PieceJointe.objects.pour_famille(request.personne).filter(dossier=dossier)
    piece = get_object_or_404(siennes, pk=piece_pk)
    reponse = FileResponse(
        piece.fichier.open("rb"),
        content_type=piece.type_contenu,
        as_attachment=not piece.est_image,
        filename=piece.nom_de_telechargement,
    )
    reponse["X-Content-Type-Options"] = "nosniff"
    # « sandbox » : même un document piégé ne pourrait rien faire dans le navigateur.
    reponse["Content-Security-Policy"] = "sandbox"
    reponse["Cache-Control"] = "no-store"
    return reponse
