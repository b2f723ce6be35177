"""Ce que les agents se disent d'un dossier : à qui il est confié, ses étiquettes, leurs notes."""

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from dossiersco.dossiers.models import Dossier, NoteInterne
from dossiersco.dossiers.organisation import (
    ecrire_note,
    effacer_note,
    organiser,
)
from dossiersco.dossiers.suivi import LONGUEUR_ETIQUETTE
from dossiersco.espace_agent.acces import RequeteAgent, agent_peut, dossier_permis
from dossiersco.etablissements.droits import Geste
from dossiersco.socle.forms import Formulaire

Choix = Sequence[tuple[str, str]]


class FormulaireNote(Formulaire):
    texte = forms.CharField(
        label="Note interne",
        help_text="Les familles ne la voient jamais.",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Écrivez la note."},
    )


class FormulaireOrganisation(Formulaire):
    agent = forms.ChoiceField(label="Confié à", required=False)
    etiquettes = forms.MultipleChoiceField(
        label="Étiquettes", required=False, widget=forms.CheckboxSelectMultiple
    )
    etiquette_neuve = forms.CharField(
        label="Étiquette nouvelle", required=False, max_length=LONGUEUR_ETIQUETTE
    )
    sans_mention = frozenset({"agent", "etiquettes", "etiquette_neuve"})

    def __init__(self, donnees: Any = None, *, initial: Any = None) -> None:
        super().__init__(donnees, initial=initial)

    def offrir(self, agents: Choix, etiquettes: Choix) -> "FormulaireOrganisation":
        cast(forms.ChoiceField, self.fields["agent"]).choices = [("", "Personne"), *agents]
        if etiquettes:
            cast(forms.MultipleChoiceField, self.fields["etiquettes"]).choices = etiquettes
        else:
            del self.fields["etiquettes"]
        return self


@require_POST
@agent_peut(Geste.ORGANISER)
def dossier_organiser(request: RequeteAgent, pk: int) -> HttpResponse:
    dossier = dossier_permis(request, pk)
    college = request.agent.etablissement
    agents = {str(agent.pk): agent for agent in college.agents.filter(actif=True)}
    etiquettes = {str(etiquette.pk): etiquette for etiquette in college.etiquettes.all()}
    formulaire = FormulaireOrganisation(request.POST).offrir(
        [(cle, str(agent)) for cle, agent in agents.items()],
        [(cle, str(etiquette)) for cle, etiquette in etiquettes.items()],
    )
    if formulaire.is_valid():
        saisie = formulaire.cleaned_data
        organiser(
            dossier,
            agent=agents.get(saisie["agent"]),
            etiquettes=[etiquettes[cle] for cle in saisie.get("etiquettes", ())],
            neuve=saisie["etiquette_neuve"],
            par=request.agent,
        )
        messages.success(request, "C’est enregistré. La famille n’en voit rien.")
    else:
        messages.error(
            request, "Cet agent ou cette étiquette n’existe plus : choisissez de nouveau."
        )
    return _revenir(dossier)


@require_POST
@agent_peut(Geste.ORGANISER)
def note_ecrire(request: RequeteAgent, pk: int) -> HttpResponse:
    dossier = dossier_permis(request, pk)
    formulaire = FormulaireNote(request.POST)
    if formulaire.is_valid():
        ecrire_note(dossier, formulaire.cleaned_data["texte"], par=request.agent)
        messages.success(request, "La note est gardée. Les familles ne la voient pas.")
    else:
        messages.error(request, "Écrivez la note, en 2 000 caractères au plus.")
    return _revenir(dossier)


@require_POST
@agent_peut(Geste.ORGANISER)
def note_effacer(request: RequeteAgent, pk: int) -> HttpResponse:
    """La sienne seulement."""
    siennes = NoteInterne.objects.pour_agent(request.agent).filter(par_agent=request.agent)
    note = get_object_or_404(siennes.select_related("dossier"), pk=pk)
    effacer_note(note)
    messages.success(request, "La note est effacée.")
    return _revenir(note.dossier)


def _revenir(dossier: Dossier) -> HttpResponse:
    return redirect("espace_agent:dossier", dossier.pk)
