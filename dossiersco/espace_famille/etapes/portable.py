"""Vérifier son portable : un code par SMS. Là où aucun SMS ne part, cette page n'existe pas."""

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_http_methods, require_POST

from dossiersco.dossiers.models import Dossier
from dossiersco.espace_famille import verification
from dossiersco.espace_famille.acces import RequeteFamille, modification
from dossiersco.messagerie import sms

PORTABLE = verification.Moyen(
    etape="portable",
    canal="sms",
    absent="Écrivez d’abord votre téléphone portable dans vos coordonnées.",
    parti="Le code est parti : lisez vos SMS.",
    trop="Vous avez demandé plusieurs codes par SMS. Réessayez demain, ou vérifiez plutôt votre "
    "courriel.",
    verifie="Votre portable est vérifié : il permet aussi d’entrer, si vous perdez votre code.",
)


@require_http_methods(["GET", "HEAD", "POST"])
@modification
def vue(request: RequeteFamille, dossier: Dossier) -> HttpResponse:
    _exiger_les_sms()
    return verification.verifier(request, dossier, PORTABLE)


@require_POST
@modification
def envoyer(request: RequeteFamille, dossier: Dossier) -> HttpResponse:
    _exiger_les_sms()
    return verification.envoyer(request, dossier, PORTABLE)


def _exiger_les_sms() -> None:
    if not sms.disponible():
        raise Http404
