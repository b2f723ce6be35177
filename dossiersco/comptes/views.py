"""Les portes d'entrée : un protocole, pas un écran du métier (d'où leur place ici)."""

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate, logout
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dossiersco.comptes import freins, langues, reunions, seances
from dossiersco.comptes.actions import doit_attendre, noter_echec
from dossiersco.comptes.entree import faire_entrer, oublier_les_annonces
from dossiersco.comptes.forms import FormulaireAgent, FormulaireCode
from dossiersco.comptes.freins import Frein
from dossiersco.comptes.models import Compte
from dossiersco.comptes.reseau import adresse_ip
from dossiersco.socle import bilingue
from dossiersco.socle.langues import LANGUES

TROP_D_ESSAIS = "Trop d’essais manqués. Attendez un quart d’heure, ou appelez le collège."
CODE_REFUSE = (
    "Ce code n’ouvre aucun dossier : il est faux, remplacé ou dépassé. "
    "Vérifiez-le, ou demandez-en un nouveau au collège."
)
IDENTIFIANTS_REFUSES = "Cette adresse et ce mot de passe ne vont pas ensemble."


@login_not_required
@never_cache
@ensure_csrf_cookie
@require_safe
def accueil(request: HttpRequest) -> HttpResponse:
    if isinstance(request.user, Compte):
        return redirect(request.user.espace)
    return _page_accueil(request, FormulaireCode())


@login_not_required
@never_cache
@require_POST
def acces_par_code(request: HttpRequest) -> HttpResponse:
    return _entrer_par_le_code(request, FormulaireCode(request.POST))


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def acces_par_lien(request: HttpRequest, code: str) -> HttpResponse:
    """Le lien du message. Le lire n'ouvre rien : les antivirus de messagerie lisent les liens."""
    if request.method != "POST":
        contexte = {"code": code, "a_reunir": reunions.est_a_reunir(request.user, code)}
        return TemplateResponse(request, "comptes/acces_par_lien.html", contexte)
    return _entrer_par_le_code(request, FormulaireCode({"code": code}))


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def connexion_agent(request: HttpRequest) -> HttpResponse:
    formulaire = FormulaireAgent(request.POST or None)
    if request.method == "POST" and formulaire.is_valid():
        mel, mot_de_passe = formulaire.cleaned_data["mel"], formulaire.cleaned_data["mot_de_passe"]
        limites = freins.pour_un_mot_de_passe(mel, adresse_ip(request))
        identifiants = {"username": mel.lower(), "password": mot_de_passe}
        compte = _reconnaitre(request, formulaire, limites, identifiants, IDENTIFIANTS_REFUSES)
        if compte:
            oublier_les_annonces(request)
            return redirect(seances.apres_le_mot_de_passe(request, compte))
    statut = 422 if formulaire.errors else 200
    contexte = {"formulaire": formulaire}
    return TemplateResponse(request, "comptes/connexion_agent.html", contexte, status=statut)


@require_POST
def deconnexion(request: HttpRequest) -> HttpResponse:
    logout(request)
    oublier_les_annonces(request)
    messages.success(request, "Vous êtes déconnecté.")
    reponse = redirect("accueil")
    # Sur l'ordinateur d'un autre, « Précédent » ne doit rien montrer.
    reponse["Clear-Site-Data"] = '"cache"'
    return reponse


@login_not_required
@require_POST
def choisir_langue(request: HttpRequest) -> HttpResponse:
    """Le français seulement, ou une langue à côté ; puis la page d'où l'on vient."""
    choisie = request.POST.get("langue", "")
    request.session[bilingue.CLEF] = choisie if choisie in LANGUES else ""
    langues.suivre_la_session(request)
    return redirect(langues.page_quittee(request.POST.get("suite", "")))


def _page_accueil(request: HttpRequest, formulaire: FormulaireCode) -> TemplateResponse:
    return TemplateResponse(
        request,
        "comptes/accueil.html",
        {"formulaire": formulaire, "demonstration": settings.DEMONSTRATION},
        status=422 if formulaire.errors else 200,
    )


def _entrer_par_le_code(request: HttpRequest, formulaire: FormulaireCode) -> HttpResponse:
    if formulaire.is_valid():
        limites = freins.pour_un_code(adresse_ip(request))
        identifiants = {"code_acces": formulaire.cleaned_data["code"]}
        compte = _reconnaitre(request, formulaire, limites, identifiants, CODE_REFUSE)
        if compte:
            return faire_entrer(request, compte)
    return _page_accueil(request, formulaire)


def _reconnaitre(
    request: HttpRequest,
    formulaire: forms.Form,
    limites: tuple[Frein, ...],
    identifiants: dict[str, str],
    refus: str,
) -> Compte | None:
    if doit_attendre(limites):
        formulaire.add_error(None, TROP_D_ESSAIS)
        return None
    compte = authenticate(request, **identifiants)
    if compte is None:
        noter_echec(limites)
        formulaire.add_error(None, refus)
    return compte
