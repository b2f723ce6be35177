"""Le brouillon d'un formulaire : le montrer à qui revient, le garder, l'effacer."""

from secrets import token_urlsafe
from typing import Any, cast
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from dossiersco.comptes.models import Compte
from dossiersco.dossiers import brouillons
from dossiersco.dossiers.brouillons import Brouillon, Page
from dossiersco.dossiers.models import Dossier
from dossiersco.espace_famille import sceau
from dossiersco.espace_famille.acces import RequeteFamille, modification
from dossiersco.espace_famille.saisies import FormulaireFamille
from dossiersco.socle.forms import Champ

D_AGENT = "-agent"


def contexte(
    request: RequeteFamille, etape: str, dossier: Dossier, formulaire: FormulaireFamille
) -> dict[str, Any]:
    """Le sceau de la page ; et, à qui revient, ce qu'il avait commencé, remis dans le formulaire.

    Une saisie refusée est gardée aussi : on peut fermer la page et revenir.
    """
    if formulaire.is_bound:
        sceau.garder(request)
    etape = _cle(request, etape)
    page = Page(request.personne.pk, dossier.pk, etape, token_urlsafe(16))
    return {
        "page_scellee": sceau.sceller(page, compte=cast(Compte, request.user).pk),
        "brouillon_adresse": reverse("espace_famille:brouillon", args=[dossier.pk, etape]),
        "brouillon": None if formulaire.is_bound else _repris(request, etape, dossier, formulaire),
    }


def _cle(request: RequeteFamille, etape: str) -> str:
    """Un agent qui saisit au nom de la personne a son brouillon : le sien n'est ni lu ni touché."""
    delegation = request.personne.delegation
    return f"{etape}{D_AGENT}{delegation.par_agent_id}" if delegation else etape


def _repris(
    request: RequeteFamille, etape: str, dossier: Dossier, formulaire: FormulaireFamille
) -> dict[str, Any] | None:
    commence = _commence(request, dossier, etape)
    repris = formulaire.reprendre(_donnees(commence)) if commence else []
    if not (commence and repris):
        return None
    fuseau = ZoneInfo(dossier.campagne.etablissement.fuseau)
    return {
        "etape": etape,
        "quand": f"{commence.garde_le.astimezone(fuseau):%d/%m/%Y à %H:%M}",
        "champs": [cast(Champ, formulaire[nom]).intitule for nom in repris],
    }


def _commence(request: RequeteFamille, dossier: Dossier, etape: str) -> Brouillon | None:
    mien = Brouillon.objects.pour_famille(request.personne.pk, dossier.pk, etape).first()
    return mien if mien and mien.contenu else None


def _donnees(commence: Brouillon) -> QueryDict:
    donnees = QueryDict(mutable=True)
    for nom, valeurs in commence.contenu.items():
        donnees.setlist(nom, valeurs)
    return donnees


def fermer(request: RequeteFamille, dossier: Dossier) -> None:
    lue = sceau.lire(request)
    if lue and (lue[0].personne, lue[0].dossier) == (request.personne.pk, dossier.pk):
        brouillons.fermer(lue[0])


@require_POST
@modification
def garder(request: RequeteFamille, dossier: Dossier, etape: str) -> HttpResponse:
    lue = sceau.lire(request)
    attendue = (request.personne.pk, dossier.pk, etape)
    if lue is None or (lue[0].personne, lue[0].dossier, lue[0].etape) != attendue:
        raise BadRequest("Le sceau est celui d’une autre page.")
    if not sceau.sauvegarder(request):
        raise BadRequest("Ce brouillon ne se garde pas.")
    return HttpResponse(status=204)


vars(garder)["sans_session"] = sceau.sauvegarde_sans_session


@require_POST
@modification
def effacer(request: RequeteFamille, dossier: Dossier, etape: str) -> HttpResponse:
    commence = _commence(request, dossier, etape)
    if commence is None:
        return redirect("espace_famille:dossier", dossier.pk)
    brouillons.fermer(Page(request.personne.pk, dossier.pk, etape, commence.page))
    messages.success(request, "Brouillon effacé.")
    return redirect(f"espace_famille:{etape.partition(D_AGENT)[0]}", dossier.pk)
