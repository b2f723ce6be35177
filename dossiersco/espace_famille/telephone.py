"""« Prendre la photo avec mon téléphone » : un lien sans connexion, qui n'envoie qu'un document."""

import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any

import segno
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from dossiersco.comptes import freins
from dossiersco.comptes.actions import doit_attendre, noter_echec
from dossiersco.comptes.reseau import adresse_ip
from dossiersco.dossiers.models import Dossier
from dossiersco.espace_famille import envois
from dossiersco.espace_famille.acces import RequeteFamille, modification
from dossiersco.espace_famille.page import page
from dossiersco.espace_famille.televersement import attendue_permise
from dossiersco.pieces.liens import DUREE, empreinte, ouvrir_lien
from dossiersco.pieces.models import LienTelephone, PieceJointe, Televersement

Vue = Callable[..., HttpResponse]


@require_POST
@modification
def inviter(request: RequeteFamille, dossier: Dossier, attendue_pk: int) -> HttpResponse:
    """Pas de redirection : garder le jeton pour la page d'après serait l'écrire quelque part."""
    attendue = attendue_permise(request, dossier, attendue_pk)
    jeton = ouvrir_lien(dossier, attendue, par=request.personne)
    lien = settings.ADRESSE_PUBLIQUE + reverse("espace_famille:telephone", args=[jeton])
    siennes = PieceJointe.objects.pour_famille(request.personne)
    contexte = {
        "attendue": attendue,
        "lien": lien,
        "qr": segno.make(lien, error="m").svg_data_uri(scale=5, border=4),
        "minutes": int(DUREE.total_seconds() // 60),
        "pages": siennes.filter(dossier=dossier, attendue=attendue).count(),
    }
    return page(request, "telephone", dossier, contexte)


def par_lien(vue: Vue) -> Vue:
    """La porte sans connexion : un jeton en vigueur, et rien d'autre. Passe le lien à la vue."""

    @login_not_required
    @wraps(vue)
    def porte(request: HttpRequest, jeton: str, **kwargs: Any) -> HttpResponse:
        limites = freins.pour_un_telephone(adresse_ip(request))
        if doit_attendre(limites):
            return _ferme(request, 429)
        liens = LienTelephone.objects.pour_empreinte(empreinte(jeton))
        lien = liens.select_related("dossier__eleve", "dossier__campagne__etablissement").first()
        if lien is None:
            # Lire n'écrit rien : seuls les envois se comptent.
            if request.method == "POST":
                noter_echec(limites)
            return _ferme(request, 404)
        if lien.dossier.eleve.est_parti or not lien.dossier.campagne.recoit_encore:
            return _ferme(request, 404)
        return vue(request, lien, jeton=jeton, **kwargs)

    vars(porte)["par_lien"] = True
    return porte


def _ferme(request: HttpRequest, statut: int) -> HttpResponse:
    return TemplateResponse(request, "espace_famille/telephone_ferme.html", status=statut)


@require_http_methods(["GET", "HEAD", "POST"])
@par_lien
def ouvrir(request: HttpRequest, lien: LienTelephone, jeton: str) -> HttpResponse:
    """Ne montre que le prénom de l'élève et le nom du document."""
    contexte: dict[str, Any] = {
        "prenom": lien.dossier.eleve.prenom,
        "document": lien.attendue.nom,
        "jeton": jeton,
        "formulaire": envois.FormulairePiece(),
    }
    statut = 200
    if request.method == "POST":
        formulaire = envois.FormulairePiece(request.POST, request.FILES)
        bilan = envois.deposer_tout(formulaire, lien.dossier, lien.attendue, lien.personne)
        statut = bilan.statut if bilan.refus else 200
        contexte |= {"formulaire": formulaire, "erreurs": bilan.refus, "recues": bilan.recues}
    return TemplateResponse(request, "espace_famille/telephone_envoi.html", contexte, status=statut)


@require_POST
@par_lien
def commencer(request: HttpRequest, lien: LienTelephone, jeton: str) -> HttpResponse:
    return envois.commencer(request, lien.dossier, lien.attendue, lien.personne)


@require_http_methods(["GET", "HEAD", "POST"])
@par_lien
def suivre(
    request: HttpRequest, lien: LienTelephone, jeton: str, televersement: uuid.UUID
) -> HttpResponse:
    siens = Televersement.objects.pour_lien(lien)
    return envois.suivre(request, get_object_or_404(siens, pk=televersement))
