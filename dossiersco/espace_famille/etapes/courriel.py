"""Vérifier son courriel : un code à six chiffres. Facultatif ; rien ne l'attend."""

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods, require_POST

from dossiersco.dossiers.models import Dossier
from dossiersco.espace_famille import verification
from dossiersco.espace_famille.acces import RequeteFamille, modification

COURRIEL = verification.Moyen(
    etape="courriel",
    canal="mel",
    absent="Écrivez d’abord votre courriel dans vos coordonnées.",
    parti="Le code est parti : lisez vos courriels.",
    trop="Vous avez demandé plusieurs codes. Regardez aussi les courriers indésirables, "
    "puis réessayez dans un quart d’heure.",
    verifie="Votre courriel est vérifié : il permet aussi d’entrer, si vous perdez votre code.",
)


@require_http_methods(["GET", "HEAD", "POST"])
@modification
def vue(request: RequeteFamille, dossier: Dossier) -> HttpResponse:
    return verification.verifier(request, dossier, COURRIEL)


@require_POST
@modification
def envoyer(request: RequeteFamille, dossier: Dossier) -> HttpResponse:
    return verification.envoyer(request, dossier, COURRIEL)
