"""« Démarrer » : ce qui reste avant d'ouvrir ; et essayer comme une famille, à tout moment."""

import segno
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from dossiersco.espace_agent.acces import (
    RequeteAgent,
    agent_peut,
    campagne_courante,
    derniere_campagne,
)
from dossiersco.espace_agent.page import page
from dossiersco.etablissements.droits import Geste
from dossiersco.etablissements.models import Etablissement
from dossiersco.ouverture import essai
from dossiersco.ouverture.demarrer import Etape, Etat, etapes, reste

EN_MOTS = {
    Etat.FAITE: "Fait",
    Etat.A_FAIRE: "À faire",
    Etat.CONSEILLEE: "Conseillé",
    Etat.ATTEND: "Pas encore",
}


@require_safe
@agent_peut(Geste.PREPARER)
def demarrer(request: RequeteAgent) -> HttpResponse:
    campagne = derniere_campagne(request)
    toutes = etapes(request.agent.etablissement, campagne)
    essais = Etablissement.objects.pour_essai(request.agent)
    contexte = {
        "etapes": [_montree(request, etape) for etape in toutes],
        "reste": reste(toutes),
        "campagne": campagne,
        "essai_en_cours": essais.exists(),
        "peut_essayer": campagne is not None and not request.agent.en_visite,
    }
    return page(request, "demarrer", contexte)


def _montree(request: RequeteAgent, etape: Etape) -> dict[str, str]:
    return {
        "titre": etape.titre,
        "phrase": etape.phrase,
        "etat": etape.etat.value,
        "en_mots": EN_MOTS[etape.etat],
        "adresse": reverse(f"espace_agent:{etape.ecran}"),
    }


@require_POST
@agent_peut(Geste.PREPARER)
def essai_commencer(request: RequeteAgent) -> HttpResponse:
    """Pas de redirection : garder le lien pour la page d'après serait l'écrire quelque part."""
    jeton = essai.essayer(campagne_courante(request))
    chemin = reverse("espace_famille:entrer", args=[jeton])
    contexte = {
        "chemin": chemin,
        "lien": f"{settings.ADRESSE_PUBLIQUE}{chemin}",
        "qr": segno.make(f"{settings.ADRESSE_PUBLIQUE}{chemin}", error="m").svg_data_uri(
            scale=4, border=4
        ),
    }
    return page(request, "essai", contexte)


@require_POST
@agent_peut(Geste.PREPARER)
def essai_effacer(request: RequeteAgent) -> HttpResponse:
    essai.effacer(request.agent.etablissement)
    messages.success(request, "L’essai est effacé : il n’en reste rien.")
    return redirect("espace_agent:demarrer")
