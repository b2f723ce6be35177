"""Relire ce qui est nouveau, attester, signer."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from dossiersco.dossiers import foyer
from dossiersco.dossiers.entourage import entourage, posees_a
from dossiersco.dossiers.examen import traces_visibles
from dossiersco.dossiers.models import Dossier, Personne
from dossiersco.dossiers.refus import DossierIncomplet, GesteRefuse
from dossiersco.espace_famille import confirmations
from dossiersco.espace_famille.acces import RequeteFamille, modification
from dossiersco.espace_famille.documents import manquants
from dossiersco.espace_famille.libelles import tables_lisibles
from dossiersco.espace_famille.page import page, recu
from dossiersco.espace_famille.presentation import Bloc, blocs, empreinte, nouvelles
from dossiersco.espace_famille.reponses import avec_les_reponses, sans_reponse
from dossiersco.pieces.controles import demandes
from dossiersco.socle.forms import Formulaire

A_CHANGE = "Le dossier a changé pendant que vous le lisiez : relisez-le avant de signer."


class FormulaireSignature(Formulaire):
    """`vu` : l'empreinte de ce qui était affiché. On ne signe que ce qu'on a lu."""

    exact = forms.BooleanField(
        label="Je certifie que ces renseignements sont exacts.",
        error_messages={"required": "Cochez cette case pour signer."},
    )
    vu = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, donnees: Any, *, affiche: str) -> None:
        super().__init__(donnees, initial={"vu": affiche})
        self.affiche = affiche

    def clean(self) -> None:
        if self.cleaned_data.get("vu") != self.affiche:
            # La page qu'on rend montre le dossier d'aujourd'hui : c'est lui qui sera signé.
            self.data = {"vu": self.affiche}
            self.add_error(None, A_CHANGE)


@require_http_methods(["GET", "HEAD", "POST"])
@modification
def vue(request: RequeteFamille, dossier: Dossier) -> HttpResponse:
    montres = _blocs(dossier, request.personne)
    formulaire = FormulaireSignature(recu(request), affiche=empreinte(montres))
    if request.method != "POST" or not formulaire.is_valid():
        return _page(request, dossier, montres, formulaire)
    try:
        vus = {bloc.ancre: bloc.empreinte for bloc in montres}
        foyer.signer_et_confirmer(dossier, vus, par=request.personne)
    except DossierIncomplet:
        return _page(request, dossier, montres, formulaire, incomplet=True)
    except GesteRefuse as refus:
        messages.error(request, str(refus))
        return redirect("espace_famille:dossier", dossier.pk)
    return redirect("espace_famille:recu", dossier.pk)


def _blocs(dossier: Dossier, personne: Personne) -> list[Bloc]:
    tables = tables_lisibles(dossier)
    entoure = entourage(dossier, personne)
    voix = confirmations.voix(dossier, personne, entoure, tables)
    traces = traces_visibles(dossier, personne)
    posees = posees_a(dossier, personne, entoure)
    montres = blocs(dossier, personne, tables, posees)
    montres = confirmations.avec_les_paroles(montres, traces, dossier.eleve_id, voix)
    return avec_les_reponses(montres, posees, voix)


def _page(
    request: RequeteFamille,
    dossier: Dossier,
    montres: list[Bloc],
    formulaire: FormulaireSignature,
    *,
    incomplet: bool = False,
) -> HttpResponse:
    demandees = demandes(dossier, request.personne)
    a_regarder = [d.nom for d in demandees if any(piece.etat == "recue" for piece in d.siennes)]
    contexte = {
        "blocs": montres,
        "nouvelles": nouvelles(montres),
        "documents": a_regarder,
        "manquants": manquants(demandees),
        "sans_reponse": sans_reponse(montres),
        "formulaire": formulaire,
        **formulaire.get_context(),
    }
    statut = 422 if formulaire.errors or incomplet else 200
    return page(request, "revue", dossier, contexte, statut)
