"""Le reçu : ce qui a été signé, quand, et la suite. Puis la note."""

from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST, require_safe

from dossiersco.dossiers import actions
from dossiersco.dossiers.etats import Etat
from dossiersco.dossiers.models import AN_PROCHAIN, Dossier, Personne, Signature
from dossiersco.dossiers.recu_pdf import TYPE_MIME, nom_de_fichier, recu_pdf
from dossiersco.espace_famille import visages
from dossiersco.espace_famille.acces import (
    RequeteFamille,
    dossier_permis,
    dossiers_permis,
    famille_requise,
)
from dossiersco.espace_famille.page import page
from dossiersco.espace_famille.suivi import suivre
from dossiersco.messagerie.adresses import mel_utilisable
from dossiersco.socle.dates import en_lettres
from dossiersco.socle.forms import Formulaire

NOTES = visages.notes()


class FormulaireAvis(Formulaire):
    note = forms.TypedChoiceField(
        label="Que pensez-vous de ce service ?",
        choices=NOTES,
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez une note de 1 à 5."},
    )
    commentaire = forms.CharField(
        label="Que faudrait-il améliorer ?",
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    an_prochain = forms.ChoiceField(
        label="L’an prochain, vous préférez ?",
        choices=AN_PROCHAIN,
        required=False,
        widget=forms.RadioSelect,
    )


@require_safe
@famille_requise
def vue(request: RequeteFamille, pk: int) -> HttpResponse:
    dossier = dossier_permis(request, pk)
    signature = _derniere_signature(dossier, request.personne)
    if signature is None:
        return redirect("espace_famille:dossier", pk)
    avis = dossier.campagne.avis.filter(personne=request.personne).first()
    initial = {nom: getattr(avis, nom) for nom in FormulaireAvis.base_fields} if avis else None
    formulaire = FormulaireAvis(initial=initial)
    return _page(request, dossier, signature, formulaire, deja_note=avis is not None)


@require_safe
@famille_requise
def pdf(request: RequeteFamille, pk: int) -> HttpResponse:
    dossier = dossier_permis(request, pk)
    signature = _derniere_signature(dossier, request.personne)
    if signature is None:
        return redirect("espace_famille:dossier", pk)
    signature.dossier, signature.personne = dossier, request.personne
    reponse = HttpResponse(recu_pdf(signature), content_type=TYPE_MIME)
    nom = nom_de_fichier(signature)
    reponse["Content-Disposition"] = content_disposition_header(True, nom) or ""
    return reponse


@require_POST
@famille_requise
def noter(request: RequeteFamille, pk: int) -> HttpResponse:
    dossier = dossier_permis(request, pk)
    signature = _derniere_signature(dossier, request.personne)
    if signature is None:
        return redirect("espace_famille:dossier", pk)
    formulaire = FormulaireAvis(request.POST)
    if not formulaire.is_valid():
        return _page(request, dossier, signature, formulaire, deja_note=False)
    actions.noter(dossier, par=request.personne, **formulaire.cleaned_data)
    messages.success(request, "Merci de votre avis.")
    return redirect("espace_famille:recu", pk)


def _derniere_signature(dossier: Dossier, personne: Personne) -> Signature | None:
    return dossier.signatures.filter(personne=personne).order_by("-pk").first()


def _page(
    request: RequeteFamille,
    dossier: Dossier,
    signature: Signature,
    formulaire: FormulaireAvis,
    *,
    deja_note: bool,
) -> HttpResponse:
    signee_le = signature.signee_le.astimezone(ZoneInfo(dossier.campagne.etablissement.fuseau))
    suivants = _suivants(dossier, request.personne)
    contexte: dict[str, Any] = {
        "signature": signature,
        "signee_le": f"{en_lettres(signee_le)} à {signee_le:%H:%M}",
        "mel": mel_utilisable(request.personne.mel),
        "en_attente": dossier.etat == Etat.A_REMPLIR,
        "suivants": suivants,
        "adresse_suivant": _adresse(suivants[0]) if suivants else "",
        "formulaire": formulaire,
        "deja_note": deja_note,
        **formulaire.get_context(),
    }
    return page(request, "recu", dossier, contexte, 422 if formulaire.errors else 200)


def _adresse(suivant: Dossier) -> str:
    """Droit à la relecture, qui montre tout ; sauf si le collège attend d'abord une correction."""
    etape = "dossier" if suivant.etat == Etat.A_CORRIGER else "revue"
    return reverse(f"espace_famille:{etape}", args=[suivant.pk])


def _suivants(dossier: Dossier, personne: Personne) -> list[Dossier]:
    """Les enfants qu'il reste à confirmer."""
    autres = dossiers_permis(personne).filter(campagne=dossier.campagne).exclude(pk=dossier.pk)
    return [autre for autre in autres if suivre(autre).a_faire]
