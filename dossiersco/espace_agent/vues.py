"""Les vues d'un agent : une liste filtrée, sous un nom."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from dossiersco.dossiers.models import VueEnregistree
from dossiersco.dossiers.organisation import enregistrer_vue
from dossiersco.espace_agent.acces import RequeteAgent, agent_peut
from dossiersco.espace_agent.formulaire_liste import relire
from dossiersco.etablissements.droits import Geste
from dossiersco.socle.forms import Formulaire


class FormulaireVue(Formulaire):
    nom = forms.CharField(label="Nom de cette vue", max_length=60)
    partagee = forms.BooleanField(label="La montrer à mes collègues", required=False)
    parametres = forms.CharField(required=False, widget=forms.HiddenInput)
    sans_mention = frozenset({"partagee"})


@require_POST
@agent_peut(Geste.VOIR_DOSSIERS)
def vue_enregistrer(request: RequeteAgent) -> HttpResponse:
    formulaire = FormulaireVue(request.POST)
    # Relue avant d'être gardée : une vue ne porte que ce que la liste sait lire.
    adresse = relire(request.POST.get("parametres", "")).parametres
    if formulaire.is_valid():
        saisie = formulaire.cleaned_data
        enregistrer_vue(saisie["nom"], adresse, partagee=saisie["partagee"], par=request.agent)
        messages.success(request, f"La vue « {saisie['nom']} » est enregistrée.")
    else:
        messages.error(request, "Donnez un nom à cette vue, de 60 caractères au plus.")
    return redirect(f"{reverse('espace_agent:dossiers')}?{adresse}")


@require_POST
@agent_peut(Geste.VOIR_DOSSIERS)
def vue_effacer(request: RequeteAgent, pk: int) -> HttpResponse:
    """La sienne seulement : celle d'un collègue n'est qu'à lui."""
    siennes = VueEnregistree.objects.pour_agent(request.agent).filter(par_agent=request.agent)
    vue = get_object_or_404(siennes, pk=pk)
    vue.delete()
    messages.success(request, f"La vue « {vue.nom} » est effacée.")
    return redirect("espace_agent:dossiers")
