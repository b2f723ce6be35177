"""Ne rien perdre quand la session finit avant l'envoi.

Chaque formulaire porte un sceau : quelle page, ouverte par qui. Il suffit à garder un brouillon
pour cette personne, même sans session ; il n'ouvre rien et n'écrit aucune réponse.
"""

import json
from dataclasses import asdict
from datetime import timedelta

from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect

from dossiersco.comptes import reprise
from dossiersco.dossiers import brouillons
from dossiersco.dossiers.brouillons import Contenu, Page

SCEAU = signing.TimestampSigner(salt="espace_famille.page")
DUREE = timedelta(days=2)
POIDS_MAXIMUM = 20_000
HORS_CONTENU = ("csrfmiddlewaretoken", "page", "rang")
GARDE = (
    "Votre session est terminée. Ce que vous avez tapé est gardé : "
    "entrez de nouveau, vous le retrouverez."
)
PAGE_ANCIENNE = (
    "Cette page était ouverte depuis longtemps. Ce que vous aviez tapé est gardé : "
    "relisez-le, puis enregistrez."
)


def sceller(page: Page, *, compte: int) -> str:
    return SCEAU.sign_object({**asdict(page), "compte": compte})


def lire(request: HttpRequest) -> tuple[Page, int] | None:
    """(la page, le compte) que dit le sceau de l'envoi ; None s'il manque, est faux ou ancien."""
    try:
        dit = SCEAU.unsign_object(request.POST.get("page", ""), max_age=DUREE)
    except signing.BadSignature:
        return None
    compte = dit.pop("compte")
    return Page(**dit), compte


def contenu(donnees: QueryDict) -> Contenu | None:
    """Ce qui est tapé, sans les jetons ; None si c'est trop lourd pour un formulaire."""
    dit = {
        nom.replace("\0", ""): [str(valeur).replace("\0", "") for valeur in valeurs]
        for nom, valeurs in donnees.lists()
        if nom not in HORS_CONTENU
    }
    return dit if len(json.dumps(dit)) <= POIDS_MAXIMUM else None


def garder(request: HttpRequest) -> bool:
    """Garde le formulaire envoyé, dernier état de sa page."""
    lue, dit = lire(request), contenu(request.POST)
    return bool(lue and dit and brouillons.garder(lue[0], dit))


def sauvegarder(request: HttpRequest) -> bool:
    """Garde ce que `brouillon.js` envoie ; vrai aussi si plus récent est déjà gardé."""
    lue, dit, rang = lire(request), contenu(request.POST), request.POST.get("rang", "")
    if lue is None or dit is None or not (rang.isdecimal() and len(rang) < 9):
        return False
    brouillons.garder(lue[0], dit, rang=int(rang))
    return True


def sans_session(request: HttpRequest) -> HttpResponse | None:
    """Un formulaire arrive sans session, ou d'une page ancienne : on le garde, puis on le rend."""
    lue = lire(request)
    if lue is None or not garder(request):
        return None
    if request.user.pk == lue[1]:
        messages.warning(request, PAGE_ANCIENNE)
        return redirect(request.path)
    messages.warning(request, GARDE)
    reponse = redirect("accueil")
    reprise.retenir(reponse, compte=lue[1], chemin=request.path)
    return reponse


def sauvegarde_sans_session(request: HttpRequest) -> HttpResponse | None:
    """202 : gardé, mais il faudra entrer de nouveau pour l'envoyer."""
    return HttpResponse(status=202) if sauvegarder(request) else None
