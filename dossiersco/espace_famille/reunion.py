"""Voir en entrant une fois ses enfants de deux collèges : montrer l'autre code, ou se séparer."""

from typing import cast

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_http_methods, require_POST

from dossiersco.comptes import freins
from dossiersco.comptes.actions import doit_attendre, noter_echec
from dossiersco.comptes.forms import FormulaireCode
from dossiersco.comptes.models import Compte
from dossiersco.comptes.reseau import adresse_ip
from dossiersco.comptes.views import CODE_REFUSE, TROP_D_ESSAIS
from dossiersco.dossiers import reunions
from dossiersco.dossiers.reunions import Verdict
from dossiersco.espace_famille.acces import RequeteFamille, famille_requise
from dossiersco.espace_famille.page import pied, recu

REFUS = {
    Verdict.INCONNU: CODE_REFUSE,
    Verdict.LE_SIEN: "Ce code est celui de ce collège-ci : tapez celui de l’autre.",
    Verdict.MEME_COLLEGE: "Dans ce collège, ce code est celui d’une autre personne : "
    "chacun garde le sien.",
}
REUNIS = (
    "Vos enfants sont réunis. Pour les revoir ensemble, entrez de la même façon qu’aujourd’hui."
)
SEPARES = "C’est séparé. Pour ouvrir ces dossiers, entrez avec le code de leur collège."


class FormulaireAutreCode(FormulaireCode):
    def __init__(self, donnees: QueryDict | None) -> None:
        super().__init__(donnees)
        self.fields["code"].label = "Le code de l’autre collège"


@require_http_methods(["GET", "HEAD", "POST"])
@famille_requise
def reunir(request: RequeteFamille) -> HttpResponse:
    formulaire = FormulaireAutreCode(recu(request))
    if request.method == "POST" and formulaire.is_valid() and _reunir(request, formulaire):
        messages.success(request, REUNIS)
        return redirect("espace_famille:accueil")
    contexte = {"formulaire": formulaire, **pied(request, request.personne.etablissement)}
    statut = 422 if formulaire.errors else 200
    return TemplateResponse(request, "espace_famille/reunir.html", contexte, status=statut)


@require_POST
@famille_requise
def separer(request: RequeteFamille, personne_pk: int) -> HttpResponse:
    """Ce qui n'est pas réuni, ou ne l'est plus, répond de même : on ne dit pas qu'il existe."""
    reunions.separer(_compte(request), personne_pk)
    messages.success(request, SEPARES)
    return redirect("espace_famille:accueil")


def _reunir(request: RequeteFamille, formulaire: FormulaireAutreCode) -> bool:
    """Freiné comme l'entrée, et avec elle : essayer ici ne donne pas un essai de plus."""
    limites = freins.pour_un_code(adresse_ip(request))
    if doit_attendre(limites):
        formulaire.add_error(None, TROP_D_ESSAIS)
        return False
    verdict = reunions.reunir(_compte(request), formulaire.cleaned_data["code"])
    if verdict is Verdict.REUNI:
        return True
    if verdict is Verdict.INCONNU:
        noter_echec(limites)
    formulaire.add_error("code", REFUS[verdict])
    return False


def _compte(request: RequeteFamille) -> Compte:
    """La porte a vérifié que c'en est un."""
    return cast(Compte, request.user)
