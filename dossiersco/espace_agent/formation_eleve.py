"""La formation d'un seul élève à la rentrée : redoublant, autre voie."""

from typing import Any, cast

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from dossiersco.dossiers.formations import affecter
from dossiersco.dossiers.models import Dossier
from dossiersco.espace_agent.acces import RequeteAgent, agent_peut, dossier_permis
from dossiersco.espace_agent.formations import formations_de
from dossiersco.espace_agent.page import page
from dossiersco.etablissements.droits import Geste
from dossiersco.socle.forms import Formulaire
from dossiersco.socle.francais import de


class FormulaireFormation(Formulaire):
    code_mef = forms.ChoiceField(
        label="Formation à la rentrée",
        required=False,
        help_text="La famille choisira les options de cette formation. Rien n’en part vers SIECLE. "
        "S’il en donne une autre à l’élève, changez-la aussi dans SIECLE, sans quoi ses options "
        "n’y seront pas envoyées.",
    )
    sans_mention = frozenset({"code_mef"})

    def __init__(self, donnees: Any, *, actuelle: str, offre: list[tuple[str, str]]) -> None:
        super().__init__(donnees, initial={"code_mef": actuelle})
        formation = cast(forms.ChoiceField, self.fields["code_mef"])
        formation.choices = [("", "Pas de formation à part"), *offre]


@require_http_methods(["GET", "HEAD", "POST"])
@agent_peut(Geste.REGLER_FORMATIONS)
def formation_eleve(request: RequeteAgent, pk: int) -> HttpResponse:
    dossier = dossier_permis(request, pk)
    formulaire = FormulaireFormation(
        request.POST if request.method == "POST" else None,
        actuelle=dossier.code_mef_rentree,
        offre=_offre(dossier),
    )
    if request.method == "POST" and formulaire.is_valid():
        affecter(dossier, formulaire.cleaned_data["code_mef"], par=request.agent)
        messages.success(request, f"La formation {de(str(dossier.eleve))} est enregistrée.")
        return redirect("espace_agent:dossier", dossier.pk)
    contexte = {
        "dossier": dossier,
        "formulaire": formulaire,
        "titre": "Changer la formation de la rentrée",
    }
    return page(request, "formation_eleve", contexte, statut=422 if formulaire.errors else 200)


def _offre(dossier: Dossier) -> list[tuple[str, str]]:
    connues = formations_de(dossier.campagne)
    return [(f.code_mef, f.nom) for f in connues if f.ouverte and f.niveau]
