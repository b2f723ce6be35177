"""Après le mot de passe d'un agent : son code ; la première fois, relier son application."""

import segno
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from dossiersco.comptes import seances, seconds_facteurs, totp
from dossiersco.comptes.forms import FormulaireCodeAgent, FormulaireSecondFacteur
from dossiersco.comptes.models import Compte
from dossiersco.comptes.seconds_facteurs import Verdict
from dossiersco.socle.forms import Formulaire

A_REFAIRE = "Le temps est passé : tapez de nouveau votre adresse et votre mot de passe."
REFUS = {
    Verdict.FAUX: "Ce code n’est pas le bon, ou il a déjà servi. Attendez le suivant et tapez-le.",
    Verdict.ATTENDRE: "Trop de codes faux. Attendez un quart d’heure, puis réessayez.",
}
PAS_RELIEE = (
    "Ce code n’est pas celui de l’application. Vérifiez que l’heure du téléphone est réglée "
    "automatiquement, attendez le code suivant et tapez-le."
)


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def second_facteur(request: HttpRequest) -> HttpResponse:
    compte = seances.en_attente(request)
    if compte is None:
        return _recommencer(request)
    formulaire = FormulaireSecondFacteur(request.POST if request.method == "POST" else None)
    if request.method == "POST" and formulaire.is_valid():
        verdict = seconds_facteurs.verifier(compte, formulaire.cleaned_data["code"])
        if verdict is Verdict.BON:
            seances.ouvrir(request, compte, forte=True)
            return redirect(compte.espace)
        formulaire.add_error("code", REFUS[verdict])
    return _page(request, "second_facteur", formulaire, {})


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def second_facteur_poser(request: HttpRequest) -> HttpResponse:
    """Le secret n'est montré qu'à qui vient de donner son mot de passe."""
    compte, remplacer = _qui_pose(request)
    graine = seances.graine_proposee(request)
    if compte is None or not graine:
        return _recommencer(request)
    formulaire = FormulaireCodeAgent(request.POST if request.method == "POST" else None)
    if request.method == "POST" and formulaire.is_valid():
        saisie = formulaire.cleaned_data["code"]
        codes = seconds_facteurs.poser(compte, graine, saisie, remplacer=remplacer)
        if codes:
            seances.fermer_toutes(compte)
            seances.ouvrir(request, compte, forte=True)
            return codes_montres(request, codes)
        formulaire.add_error("code", PAS_RELIEE)
    cle = totp.secret(graine)
    adresse = totp.adresse(cle, compte.mel or "")
    contexte = {
        "adresse": adresse,
        "secret": _par_quatre(totp.en_base32(cle)),
        "qr": segno.make(adresse).svg_data_uri(scale=5, border=4),
    }
    return _page(request, "second_facteur_poser", formulaire, contexte)


def codes_montres(request: HttpRequest, codes: list[str]) -> HttpResponse:
    """Pas de redirection : les garder pour la page d'après serait les écrire quelque part."""
    return TemplateResponse(request, "comptes/codes_secours.html", {"codes": codes})


def _qui_pose(request: HttpRequest) -> tuple[Compte | None, bool]:
    """Qui n'en a pas encore, ou qui en change depuis son compte (et remplace le sien)."""
    compte = seances.en_attente(request)
    if compte:
        return compte, False
    connecte = request.user
    if isinstance(connecte, Compte) and connecte.mel and seances.en_regle(request):
        return connecte, True
    return None, False


def _recommencer(request: HttpRequest) -> HttpResponse:
    messages.error(request, A_REFAIRE)
    return redirect("connexion_agent")


def _page(
    request: HttpRequest, nom: str, formulaire: Formulaire, contexte: dict[str, str]
) -> HttpResponse:
    return TemplateResponse(
        request,
        f"comptes/{nom}.html",
        {"formulaire": formulaire, **contexte},
        status=422 if formulaire.errors else 200,
    )


def _par_quatre(secret: str) -> str:
    return " ".join(secret[debut : debut + 4] for debut in range(0, len(secret), 4))
