"""Recevoir des fichiers : tous à la fois par un formulaire, ou chacun par morceaux (`envoi.js`).

Les deux portes s'en servent : la page des documents, et le lien ouvert sur un téléphone.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, JsonResponse

from dossiersco.dossiers.models import Dossier, Personne
from dossiersco.dossiers.refus import GesteRefuse
from dossiersco.pieces import televersements
from dossiersco.pieces.actions import deposer
from dossiersco.pieces.fichiers import FichierImpossible
from dossiersco.pieces.models import PieceAttendue, Televersement
from dossiersco.pieces.stockage import DisquePlein
from dossiersco.socle.bilingue import accompagner, langue_de
from dossiersco.socle.forms import Formulaire

NOMBRE = re.compile(r"\d{1,9}")


class ChoixDeFichiers(forms.FileInput):
    """Sans `capture` : le téléphone propose l'appareil photo, la galerie et les fichiers."""

    allow_multiple_selected = True


class Fichiers(forms.FileField):
    """Un ou plusieurs fichiers, dans l'ordre où ils sont choisis."""

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile[bytes]]:
        if not data:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        return [super(Fichiers, self).clean(fichier, initial) for fichier in data]


class FormulairePiece(Formulaire):
    """Un document demandé, ses pages. Le contenu décide ; `accept` aide seulement à choisir."""

    fichier = Fichiers(
        label="Choisir des photos ou un PDF",
        widget=ChoixDeFichiers(attrs={"accept": "image/*,.heic,.heif,application/pdf"}),
        allow_empty_file=True,
        error_messages={"required": "Choisissez d’abord un fichier, puis appuyez sur « Envoyer »."},
    )


@dataclass
class Bilan:
    """`refus` : une phrase par fichier qui n'est pas gardé."""

    recues: int = 0
    refus: list[str] = field(default_factory=list)
    plein: bool = False

    @property
    def statut(self) -> int:
        return 507 if self.plein else 422


def deposer_tout(
    formulaire: FormulairePiece, dossier: Dossier, attendue: PieceAttendue, personne: Personne
) -> Bilan:
    """Un mauvais fichier n'empêche pas les autres d'être gardés."""
    bilan = Bilan()
    if not formulaire.is_valid():
        bilan.refus = [str(erreur) for erreur in formulaire.errors.get("fichier", [])]
        return bilan
    fichiers = formulaire.cleaned_data["fichier"]
    for fichier in fichiers:
        try:
            deposer(dossier, attendue, fichier, par=personne)
        except (FichierImpossible, GesteRefuse) as refus:
            nom = f"« {fichier.name} » : " if len(fichiers) > 1 else ""
            bilan.refus.append(f"{nom}{refus}")
            bilan.plein = bilan.plein or isinstance(refus, DisquePlein)
            formulaire.add_error("fichier", bilan.refus[-1])
        else:
            bilan.recues += 1
    return bilan


def commencer(
    request: HttpRequest, dossier: Dossier, attendue: PieceAttendue, personne: Personne
) -> HttpResponse:
    """Annonce un fichier ; répond où en envoyer les morceaux."""
    taille = request.POST.get("taille", "")

    def geste() -> Televersement:
        annonces = int(taille) if NOMBRE.fullmatch(taille) else 0
        return televersements.commencer(dossier, attendue, taille=annonces, par=personne)

    return _repondre(geste, langue_de(request))


def suivre(request: HttpRequest, televersement: Televersement) -> HttpResponse:
    """GET : où en est-on ? POST : le morceau qui suit."""
    if request.method != "POST":
        return _etat(televersement, langue_de(request))
    debut = request.GET.get("debut", "")

    def geste() -> Televersement:
        if not NOMBRE.fullmatch(debut):
            raise televersements.Decalage
        televersements.recevoir(televersement, debut=int(debut), morceau=request.body)
        return televersement

    return _repondre(geste, langue_de(request), televersement)


def _repondre(
    geste: Callable[[], Televersement], langue: str, televersement: Televersement | None = None
) -> HttpResponse:
    try:
        return _etat(geste(), langue)
    except televersements.Decalage:
        return _etat(televersement, langue, 409)
    except (FichierImpossible, GesteRefuse) as refus:
        statut = 507 if isinstance(refus, DisquePlein) else 422
        return JsonResponse({"refus": accompagner(str(refus), langue)}, status=statut)


def _etat(televersement: Televersement | None, langue: str, statut: int = 200) -> HttpResponse:
    etat = (
        {
            "id": str(televersement.pk),
            "recu": televersement.recu,
            "fini": televersement.fini,
            "refus": accompagner(televersement.refus, langue),
        }
        if televersement
        else {}
    )
    return JsonResponse(etat, status=statut)
