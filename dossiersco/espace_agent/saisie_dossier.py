"""Écrire à la place de la famille, ajouter un document pour elle, rouvrir son dossier."""

from collections.abc import Callable
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST

from dossiersco.campagnes.tables import tables_de
from dossiersco.dossiers import departs_dits, saisie_agent
from dossiersco.dossiers.champs import Cible
from dossiersco.dossiers.etats import PassageInterdit
from dossiersco.dossiers.models import Dossier, Eleve, Personne
from dossiersco.dossiers.refus import GesteRefuse
from dossiersco.espace_agent import noms
from dossiersco.espace_agent.acces import RequeteAgent, agent_peut, dossier_permis
from dossiersco.espace_agent.formulaire_saisie import GROUPES, FormulaireSaisie, Groupe
from dossiersco.espace_agent.page import page
from dossiersco.etablissements.droits import Geste
from dossiersco.pieces.actions import deposer
from dossiersco.pieces.fichiers import FichierImpossible
from dossiersco.socle.forms import Formulaire

Choix = list[tuple[str, str]]


@require_http_methods(["GET", "HEAD", "POST"])
@agent_peut(Geste.DECIDER)
def dossier_ecrire(request: RequeteAgent, pk: int, cible: int, groupe: str) -> HttpResponse:
    """`cible` : 0 pour l'élève, sinon l'id d'un de ses responsables."""
    dossier = dossier_permis(request, pk)
    if groupe not in GROUPES:
        raise Http404
    choisi = GROUPES[groupe]
    objet, nom = _objet(dossier, cible, choisi)
    formulaire = FormulaireSaisie(
        request.POST if request.method == "POST" else None,
        groupe=choisi,
        objet=objet,
        tables=tables_de(dossier.campagne),
    )
    if request.method == "POST" and formulaire.is_valid():
        return _ecrire(request, dossier, objet, formulaire)
    contexte = {
        "dossier": dossier,
        "formulaire": formulaire,
        "titre": f"{choisi.titre} : {nom}",
    }
    return page(request, "dossier_ecrire", contexte, statut=422 if formulaire.errors else 200)


def _objet(dossier: Dossier, cible: int, groupe: Groupe) -> tuple[Eleve | Personne, str]:
    if groupe.cible is Cible.ELEVE:
        if cible:
            raise Http404
        return dossier.eleve, str(dossier.eleve)
    liens = dossier.eleve.responsables.select_related("personne")
    lien = get_object_or_404(liens, personne=cible)
    return lien.personne, noms.responsable(lien)


def _ecrire(
    request: RequeteAgent, dossier: Dossier, objet: Eleve | Personne, formulaire: FormulaireSaisie
) -> HttpResponse:
    try:
        ecrits = saisie_agent.ecrire_pour_la_famille(
            dossier, objet, formulaire.nouvelles, par=request.agent
        )
    except GesteRefuse as refus:
        messages.error(request, str(refus))
    else:
        messages.success(request, "C’est enregistré." if ecrits else "Rien n’a changé.")
    return redirect("espace_agent:dossier", dossier.pk)


class FormulaireDocument(Formulaire):
    attendue = forms.ChoiceField(
        label="Quel document", error_messages={"required": "Choisissez le document."}
    )
    personne = forms.ChoiceField(
        label="De la part de",
        help_text="La personne qui vous l’a remis : elle le verra.",
        error_messages={"required": "Choisissez qui vous l’a remis."},
    )
    fichier = forms.FileField(
        label="Le fichier",
        help_text="Une photo ou un PDF, 10 Mo au plus.",
        error_messages={"required": "Choisissez le fichier."},
    )

    def __init__(self, donnees: Any, fichiers: Any, *, attendues: Choix, personnes: Choix) -> None:
        super().__init__(donnees, fichiers)
        cast(forms.ChoiceField, self.fields["attendue"]).choices = attendues
        cast(forms.ChoiceField, self.fields["personne"]).choices = personnes


@require_http_methods(["GET", "HEAD", "POST"])
@agent_peut(Geste.DECIDER)
def dossier_document(request: RequeteAgent, pk: int) -> HttpResponse:
    """Un document remis au guichet : rangé comme un envoi de la famille, tracé au collège."""
    dossier = dossier_permis(request, pk)
    attendues = {str(a.pk): a for a in dossier.campagne.pieces_attendues.order_by("nom")}
    liens = dossier.eleve.responsables.qui_agissent().select_related("personne").order_by("rang")
    adultes = {str(lien.personne_id): lien for lien in liens}
    envoye = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    formulaire = FormulaireDocument(
        *envoye,
        attendues=[(cle, attendue.nom) for cle, attendue in attendues.items()],
        personnes=[(cle, noms.responsable(lien)) for cle, lien in adultes.items()],
    )
    if formulaire.is_valid():
        saisie = formulaire.cleaned_data
        try:
            deposer(
                dossier,
                attendues[saisie["attendue"]],
                saisie["fichier"],
                par=adultes[saisie["personne"]].personne,
                saisi_par=request.agent,
            )
        except (GesteRefuse, FichierImpossible) as refus:
            formulaire.add_error("fichier", str(refus))
        else:
            messages.success(request, "Le document est dans le dossier.")
            return redirect("espace_agent:dossier", dossier.pk)
    contexte = {"dossier": dossier, "formulaire": formulaire, "titre": "Ajouter un document"}
    return page(request, "dossier_ecrire", contexte, statut=422 if formulaire.errors else 200)


@require_POST
@agent_peut(Geste.DECIDER)
def dossier_rouvrir(request: RequeteAgent, pk: int) -> HttpResponse:
    dossier = dossier_permis(request, pk)
    return _faire(
        request,
        dossier,
        lambda: saisie_agent.rouvrir(dossier, par=request.agent),
        f"{dossier.eleve} : dossier rouvert, il est de nouveau à traiter.",
    )


@require_POST
@agent_peut(Geste.DECIDER)
def dossier_depart(request: RequeteAgent, pk: int) -> HttpResponse:
    """Dire l'élève parti, ou revenir là-dessus : selon ce que le collège en disait."""
    dossier = dossier_permis(request, pk)
    if request.POST.get("parti") == "oui":
        return _faire(
            request,
            dossier,
            lambda: departs_dits.dire_parti(dossier, par=request.agent),
            f"{dossier.eleve} est dit parti : son dossier est fermé pour la famille.",
        )
    return _faire(
        request,
        dossier,
        lambda: departs_dits.dire_present(dossier, par=request.agent),
        f"{dossier.eleve} est remis au collège.",
    )


def _faire(
    request: RequeteAgent, dossier: Dossier, geste: Callable[[], None], fait: str
) -> HttpResponse:
    try:
        geste()
    except (GesteRefuse, PassageInterdit) as refus:
        messages.error(request, str(refus))
    else:
        messages.success(request, fait)
    return redirect("espace_agent:dossier", dossier.pk)
