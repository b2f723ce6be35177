"""Le régime : externe, demi-pensionnaire, interne."""

from django import forms
from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from dossiersco.dossiers.models import Dossier
from dossiersco.dossiers.regimes import regimes_servis
from dossiersco.espace_famille.acces import RequeteFamille, modification
from dossiersco.espace_famille.enregistrement import enregistrer
from dossiersco.espace_famille.libelles import tables_lisibles
from dossiersco.espace_famille.page import page_formulaire, recu
from dossiersco.espace_famille.saisies import FormulaireFamille, choix


class FormulaireRegime(FormulaireFamille):
    code_regime = forms.ChoiceField(
        label="Le midi, au collège",
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez un régime."},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@modification
def vue(request: RequeteFamille, dossier: Dossier) -> HttpResponse:
    actuel = dossier.eleve.code_regime
    formulaire = FormulaireRegime(recu(request), initial={"code_regime": actuel})
    servis = regimes_servis(dossier.campagne) | {actuel}
    regimes = choix(tables_lisibles(dossier), "regimes", actuel)
    formulaire.proposer("code_regime", [(code, nom) for code, nom in regimes if code in servis])
    if request.method == "POST" and formulaire.is_valid():
        valeurs = formulaire.nouvelles(("code_regime",))
        return enregistrer(
            request, dossier, [(dossier, dossier.eleve, valeurs)], "regime", formulaire
        )
    return page_formulaire(request, "regime", dossier, formulaire)
