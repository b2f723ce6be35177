"""Ce que toutes les pages d'un dossier montrent : le collège, l'élève, où revenir."""

from typing import Any

from django.http import QueryDict
from django.template.response import TemplateResponse

from dossiersco.dossiers.models import Dossier
from dossiersco.espace_famille import brouillon
from dossiersco.espace_famille.acces import RequeteFamille
from dossiersco.espace_famille.saisies import FormulaireFamille
from dossiersco.etablissements.models import Etablissement


def page(
    request: RequeteFamille, nom: str, dossier: Dossier, contexte: dict[str, Any], statut: int = 200
) -> TemplateResponse:
    """Rend `etapes/<nom>.html`."""
    commun = {
        "dossier": dossier,
        "eleve": dossier.eleve,
        **pied(request, dossier.campagne.etablissement),
    }
    return TemplateResponse(
        request, f"espace_famille/etapes/{nom}.html", {**commun, **contexte}, status=statut
    )


def pied(request: RequeteFamille, etablissement: Etablissement | None) -> dict[str, Any]:
    """Qui appeler, et si quelqu'un aide cette personne : sur toutes les pages d'une famille."""
    essai = bool(etablissement and etablissement.essai_de_id)
    return {
        **a_appeler(etablissement),
        "aidee": request.personne.aidee,
        "essai": essai,
        "delegation": request.personne.delegation,
        "reunie": len(request.reunies) > 1,
        "peut_reunir": request.personne.autre_college and not essai,
    }


def a_appeler(etablissement: Etablissement | None) -> dict[str, str]:
    telephone = etablissement.telephone if etablissement else ""
    return {
        "etablissement_nom": etablissement.nom if etablissement else "",
        "telephone": telephone,
        "appel": "".join(signe for signe in telephone if signe.isdecimal() or signe == "+"),
        "horaires": etablissement.horaires if etablissement else "",
    }


def page_formulaire(
    request: RequeteFamille, nom: str, dossier: Dossier, formulaire: FormulaireFamille
) -> TemplateResponse:
    """Une saisie refusée répond 422, avec tout ce qui a été tapé."""
    commence = brouillon.contexte(request, nom, dossier, formulaire)
    contexte = {"formulaire": formulaire, **formulaire.get_context(), **commence}
    return page(request, nom, dossier, contexte, 422 if formulaire.errors else 200)


def recu(request: RequeteFamille) -> QueryDict | None:
    """Ce qui a été envoyé, ou None si la page est seulement demandée."""
    return request.POST if request.method == "POST" else None
