"""« Votre collège » : comment les familles le joignent, et l'heure qu'il y est."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from dossiersco.dossiers.reglages import POUR_JOINDRE, regler_le_college
from dossiersco.espace_agent.acces import RequeteAgent, agent_peut, derniere_campagne
from dossiersco.espace_agent.enregistre import dire_enregistre
from dossiersco.espace_agent.page import page
from dossiersco.etablissements.droits import Geste
from dossiersco.etablissements.fuseaux import FUSEAUX
from dossiersco.etablissements.models import Etablissement
from dossiersco.socle.forms import Formulaire


class FormulaireCollege(Formulaire):
    telephone = forms.CharField(
        label="Le téléphone que les familles peuvent appeler", max_length=40, required=False
    )
    horaires = forms.CharField(
        label="Quand appeler",
        help_text="Par exemple : du lundi au vendredi, de 8 h à 17 h.",
        max_length=200,
        required=False,
    )
    mel_reponse = forms.EmailField(
        label="Où arrivent les réponses des familles à nos courriels",
        help_text="Une adresse lue au collège. Sans elle, une famille qui répond n’est lue de "
        "personne.",
        required=False,
        error_messages={"invalid": "Vérifiez cette adresse, comme secretariat@exemple.fr."},
    )
    fuseau = forms.ChoiceField(label="L’heure du collège", choices=FUSEAUX)

    def __init__(self, donnees: Any, *, etablissement: Etablissement) -> None:
        super().__init__(
            donnees, initial={nom: getattr(etablissement, nom) for nom in POUR_JOINDRE}
        )


@require_http_methods(["GET", "HEAD", "POST"])
@agent_peut(Geste.REGLER)
def college(request: RequeteAgent) -> HttpResponse:
    donnees = request.POST if request.method == "POST" else None
    etablissement = request.agent.etablissement
    formulaire = FormulaireCollege(donnees, etablissement=etablissement)
    if request.method == "POST" and formulaire.is_valid():
        regler_le_college(etablissement, formulaire.cleaned_data)
        dire_enregistre(request, derniere_campagne(request))
        return redirect("espace_agent:college")
    contexte = {"formulaire": formulaire, **formulaire.get_context()}
    return page(request, "college", contexte, statut=422 if formulaire.errors else 200)
