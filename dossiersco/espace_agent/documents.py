"""Les documents que la campagne demande : les lister, les écrire, les ranger, les retirer."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dossiersco.campagnes.destinataires import PERSONNE
from dossiersco.campagnes.models import Question
from dossiersco.campagnes.questions_interdites import alertes
from dossiersco.dossiers.refus import GesteRefuse
from dossiersco.espace_agent.acces import (
    RequeteAgent,
    agent_peut,
    campagne_courante,
    derniere_campagne,
)
from dossiersco.espace_agent.enregistre import dire_enregistre
from dossiersco.espace_agent.page import page
from dossiersco.espace_agent.perimetres import (
    FormulairePerimetre,
    Possibles,
    perimetre_connu,
    possibles,
)
from dossiersco.etablissements.droits import Geste
from dossiersco.pieces import reglages
from dossiersco.pieces.conditions import CONDITIONS
from dossiersco.pieces.models import PieceAttendue

SIMPLES = ("nom", "explication", "exemple", "obligatoire", "condition", "pour_la_fratrie")
CETTE_ANNEE, AU_COLLEGE, QUELQUES_MOIS = "annee", "college", "mois"


class FormulaireDocument(FormulairePerimetre):
    nom = forms.CharField(
        label="Quel document ?", max_length=80, help_text="Par exemple : Attestation d’assurance."
    )
    explication = forms.CharField(
        label="Pourquoi vous le demandez",
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="La famille le lit au-dessus du bouton d’envoi.",
    )
    exemple = forms.CharField(label="Un exemple de ce qui convient", max_length=200, required=False)
    obligatoire = forms.BooleanField(
        label="Obligatoire : sans lui, la famille ne peut pas signer", required=False
    )
    condition = forms.ChoiceField(label="Demandé à", choices=CONDITIONS, widget=forms.RadioSelect)
    validite = forms.ChoiceField(
        label="Un document accepté vaut",
        choices=[
            (CETTE_ANNEE, "pour cette inscription seulement"),
            (AU_COLLEGE, "tant que l’élève est au collège"),
            (QUELQUES_MOIS, "un nombre de mois"),
        ],
        widget=forms.RadioSelect,
    )
    duree_validite = forms.IntegerField(
        label="Combien de mois", min_value=1, max_value=60, required=False
    )
    pour_la_fratrie = forms.BooleanField(
        label="Envoyé une fois, il sert à tous les enfants de la famille", required=False
    )

    field_order = (*SIMPLES[:5], "codes_mef", "codes_regime", "si", "validite", "duree_validite")

    def __init__(
        self,
        donnees: Any,
        *,
        attendue: PieceAttendue | None,
        possibles: Possibles,
    ) -> None:
        super().__init__(donnees, initial=_initial(attendue, possibles))
        self.restreindre(possibles, attendue)

    def clean(self) -> None:
        dites = self.cleaned_data
        absolues = [a for a in alertes([dites.get("nom", "")]) if a.interdit.absolu]
        for alerte in absolues:
            self.add_error("nom", alerte.phrase)
        sans_duree = "duree_validite" in dites and not dites["duree_validite"]
        if dites.get("validite") == QUELQUES_MOIS and sans_duree:
            self.add_error("duree_validite", "Dites combien de mois, de 1 à 60.")

    def valeurs(self) -> dict[str, Any]:
        dites = self.cleaned_data
        return {
            **{nom: dites[nom] for nom in SIMPLES},
            **self.perimetre(),
            "valable_au_college": dites["validite"] == AU_COLLEGE,
            "duree_validite": dites["duree_validite"]
            if dites["validite"] == QUELQUES_MOIS
            else None,
        }


def _initial(attendue: PieceAttendue | None, possibles: Possibles) -> dict[str, Any]:
    if attendue is None:
        return {"condition": "tous", "validite": CETTE_ANNEE}
    if attendue.valable_au_college:
        validite = AU_COLLEGE
    else:
        validite = QUELQUES_MOIS if attendue.duree_validite else CETTE_ANNEE
    return {
        **{nom: getattr(attendue, nom) for nom in SIMPLES},
        **perimetre_connu(attendue, possibles),
        "validite": validite,
        "duree_validite": attendue.duree_validite,
    }


@require_safe
@agent_peut(Geste.REGLER)
def documents(request: RequeteAgent) -> HttpResponse:
    campagne = derniere_campagne(request)
    if campagne is None:
        return page(request, "sans_campagne", {"titre": "Documents demandés"})
    siens = PieceAttendue.objects.pour_agent(request.agent).filter(campagne=campagne)
    lus = list(
        siens.annotate(nb_recus=Count("recues__dossier", distinct=True)).order_by("rang", "pk")
    )
    a_qui = campagne.destinataires("pieces")
    contexte = {
        "demandes": [attendue for attendue in lus if attendue.retiree_le is None],
        "retires": [attendue for attendue in lus if attendue.retiree_le],
        "a_personne": a_qui.condition == PERSONNE,
        "a_certains": a_qui.certains,
    }
    return page(request, "documents", contexte)


@require_http_methods(["GET", "HEAD", "POST"])
@agent_peut(Geste.REGLER)
def document_demande(request: RequeteAgent, pk: int = 0) -> HttpResponse:
    attendue = _permise(request, pk) if pk else None
    campagne = campagne_courante(request)
    fermees = Question.objects.pour_agent(request.agent).posees(campagne.pk)
    formulaire = FormulaireDocument(
        request.POST if request.method == "POST" else None,
        attendue=attendue,
        possibles=possibles(campagne, fermees),
    )
    if request.method == "POST" and formulaire.is_valid():
        try:
            reglages.ecrire(campagne, attendue, formulaire.valeurs())
        except GesteRefuse as refus:
            formulaire.add_error("nom", str(refus))
        else:
            dire_enregistre(request, campagne)
            return redirect("espace_agent:documents")
    contexte = {"attendue": attendue, "formulaire": formulaire, **formulaire.get_context()}
    return page(request, "document_demande", contexte, statut=422 if formulaire.errors else 200)


@require_POST
@agent_peut(Geste.REGLER)
def document_placer(request: RequeteAgent, pk: int, rang: int) -> HttpResponse:
    reglages.placer(_permise(request, pk), rang=rang)
    return redirect("espace_agent:documents")


@require_POST
@agent_peut(Geste.REGLER)
def document_retirer(request: RequeteAgent, pk: int) -> HttpResponse:
    attendue = _permise(request, pk)
    if reglages.retirer(attendue):
        messages.success(request, f"« {attendue.nom} » est effacé : personne ne l’avait envoyé.")
    else:
        messages.success(
            request,
            f"« {attendue.nom} » n’est plus demandé. Ceux déjà reçus restent dans les dossiers.",
        )
    return redirect("espace_agent:documents")


@require_POST
@agent_peut(Geste.REGLER)
def document_redemander(request: RequeteAgent, pk: int) -> HttpResponse:
    attendue = _permise(request, pk)
    reglages.redemander(attendue)
    messages.success(request, f"« {attendue.nom} » est demandé de nouveau.")
    return redirect("espace_agent:documents")


def _permise(request: RequeteAgent, pk: int) -> PieceAttendue:
    """De la campagne en cours : celles d'avant ne se règlent plus."""
    siennes = PieceAttendue.objects.pour_agent(request.agent)
    return get_object_or_404(siennes.filter(campagne=derniere_campagne(request)), pk=pk)
