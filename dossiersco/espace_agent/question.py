"""Écrire une autorisation ou une question : ce qu'elle dit, à qui elle se pose, qui en lit les
réponses. Ce que la loi interdit de demander s'arrête ici."""

from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from dossiersco.campagnes.models import Question
from dossiersco.campagnes.questions import (
    AUTORISATIONS,
    CHOIX,
    CONDITIONS,
    LECTEURS,
    NATURES,
    OUI_NON,
    QUESTION,
    REGIME_SORTIE,
    SORTES,
    UN_NON_SUFFIT,
)
from dossiersco.campagnes.questions_interdites import Alerte, alertes
from dossiersco.dossiers.refus import GesteRefuse
from dossiersco.dossiers.reglages_questions import ecrire
from dossiersco.espace_agent.acces import RequeteAgent, agent_peut, campagne_courante
from dossiersco.espace_agent.campagne import LONGUEUR_MOT
from dossiersco.espace_agent.enregistre import dire_enregistre
from dossiersco.espace_agent.page import page
from dossiersco.espace_agent.perimetres import (
    FormulairePerimetre,
    Possibles,
    perimetre_connu,
    possibles,
)
from dossiersco.espace_agent.questions import permise
from dossiersco.etablissements.droits import LIBELLES_ROLES, Geste, Role
from dossiersco.socle import textes
from dossiersco.socle.francais import insecables

SIMPLES = ("intitule", "explication", "obligatoire", "condition", "lecteurs")
CHOIX_MAXIMUM = 12
LONGUEUR_CHOIX = 80
INTITULES = {
    REGIME_SORTIE: "Régime de sortie",
}
CHOIX_EN_CLAIR = {
    REGIME_SORTIE: "Un régime par paragraphe, du plus strict au plus libre : son nom sur la "
    "première ligne, ce qu’il permet sur les suivantes. Si deux responsables n’ont pas choisi le "
    "même, le plus strict s’applique.",
    QUESTION: "Un choix par ligne. Inutile si la réponse est libre ou « oui ou non ».",
}


class FormulaireQuestion(FormulairePerimetre):
    intitule = forms.CharField(
        label="La question, telle que les familles la lisent", max_length=150
    )
    explication = forms.CharField(
        label="Pourquoi vous la posez",
        max_length=LONGUEUR_MOT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=textes.AIDE_EN_LIGNE,
    )
    sorte = forms.ChoiceField(label="On y répond par", choices=SORTES, widget=forms.RadioSelect)
    choix = forms.CharField(
        label="Les choix", required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 6})
    )
    obligatoire = forms.BooleanField(
        label="Obligatoire : sans réponse, la famille ne peut pas signer", required=False
    )
    condition = forms.ChoiceField(label="Posée", choices=CONDITIONS, widget=forms.RadioSelect)
    lecteurs = forms.MultipleChoiceField(
        label="Qui lit les réponses",
        choices=LIBELLES_ROLES,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Cochez au moins un rôle : sinon, pourquoi la poser ?"},
    )
    assume = forms.BooleanField(
        label="Je l’ai vérifié : ma question ne demande pas ce que l’alerte décrit", required=False
    )

    field_order = (
        *("intitule", "explication", "sorte", "choix", "obligatoire", "condition"),
        *("codes_mef", "codes_regime", "si", "lecteurs", "assume"),
    )

    def __init__(
        self,
        donnees: Any,
        *,
        nature: str,
        question: Question | None,
        possibles: Possibles,
    ) -> None:
        self.nature = nature
        super().__init__(donnees, initial=_initial(nature, question, possibles))
        self.restreindre(possibles, question)
        if nature != QUESTION:
            del self.fields["sorte"]
        if nature in CHOIX_EN_CLAIR:
            self.fields["choix"].help_text = CHOIX_EN_CLAIR[nature]
        else:
            del self.fields["choix"]
        if donnees is None or not self._alertes(str(donnees.get("intitule", "")), donnees):
            del self.fields["assume"]

    @property
    def sorte_dite(self) -> str:
        if self.nature == QUESTION:
            return str(self.cleaned_data.get("sorte", ""))
        return CHOIX if self.nature == REGIME_SORTIE else OUI_NON

    def _alertes(self, intitule: str, donnees: Any) -> list[Alerte]:
        return alertes(
            [intitule, str(donnees.get("explication", "")), str(donnees.get("choix", ""))]
        )

    def clean_intitule(self) -> str:
        return insecables(str(self.cleaned_data["intitule"]))

    def clean(self) -> None:
        dites = self.cleaned_data
        for alerte in self._alertes(dites.get("intitule", ""), dites):
            if alerte.interdit.absolu:
                self.add_error("intitule", alerte.phrase)
            elif not dites.get("assume"):
                self.add_error("assume", alerte.phrase)
        if self.sorte_dite == CHOIX and "choix" not in self.errors:
            self._verifier_les_choix()

    def _verifier_les_choix(self) -> None:
        noms = [choix["nom"] for choix in self._choix()]
        if len(noms) < 2:
            self.add_error("choix", "Écrivez au moins deux choix : un seul n’est pas une question.")
        elif len(noms) > CHOIX_MAXIMUM:
            self.add_error("choix", f"Pas plus de {CHOIX_MAXIMUM} choix.")
        elif len(set(noms)) < len(noms):
            self.add_error("choix", "Deux choix portent le même nom.")
        elif any(len(nom) > LONGUEUR_CHOIX for nom in noms):
            self.add_error("choix", f"Un choix tient en {LONGUEUR_CHOIX} signes.")

    def _choix(self) -> list[dict[str, str]]:
        ecrit = str(self.cleaned_data.get("choix", "")).replace("\r\n", "\n")
        if self.nature == REGIME_SORTIE:
            return [_regime(bloc) for bloc in ecrit.split("\n\n") if bloc.strip()]
        lignes = (ligne.strip() for ligne in ecrit.splitlines())
        return [{"nom": ligne, "description": ""} for ligne in lignes if ligne]

    def valeurs(self) -> dict[str, Any]:
        dites = self.cleaned_data
        return {
            "nature": self.nature,
            "sorte": self.sorte_dite,
            "choix": self._choix() if self.sorte_dite == CHOIX else [],
            **{nom: dites[nom] for nom in SIMPLES},
            **self.perimetre(),
        }


def _regime(bloc: str) -> dict[str, str]:
    nom, _, description = bloc.strip().partition("\n")
    return {"nom": nom.strip(), "description": description.strip()}


def _initial(nature: str, question: Question | None, possibles: Possibles) -> dict[str, Any]:
    if question is None:
        vie_scolaire = [Role.VIE_SCOLAIRE.value] if nature in AUTORISATIONS else []
        return {
            "intitule": INTITULES.get(nature, ""),
            "sorte": OUI_NON,
            "condition": "tous",
            "lecteurs": [*LECTEURS, *vie_scolaire],
        }
    separateur = "\n\n" if nature == REGIME_SORTIE else "\n"
    ecrits = (f"{choix['nom']}\n{choix['description']}".strip() for choix in question.choix)
    return {
        **{nom: getattr(question, nom) for nom in SIMPLES},
        **perimetre_connu(question, possibles),
        "lecteurs": question.lecteurs or list(LECTEURS),
        "sorte": question.sorte,
        "choix": separateur.join(ecrits),
    }


@require_http_methods(["GET", "HEAD", "POST"])
@agent_peut(Geste.REGLER)
def question(request: RequeteAgent, pk: int = 0) -> HttpResponse:
    connue = permise(request, pk) if pk else None
    nature = connue.nature if connue else request.GET.get("nature", QUESTION)
    if nature not in NATURES:
        raise Http404
    campagne = campagne_courante(request)
    autres = Question.objects.pour_agent(request.agent).posees(campagne.pk).exclude(pk=pk)
    formulaire = FormulaireQuestion(
        request.POST if request.method == "POST" else None,
        nature=nature,
        question=connue,
        possibles=possibles(campagne, [q for q in autres if q.si_question_id is None]),
    )
    if request.method == "POST" and formulaire.is_valid():
        try:
            ecrire(campagne, connue, formulaire.valeurs())
        except GesteRefuse as refus:
            formulaire.add_error(None, str(refus))
        else:
            dire_enregistre(request, campagne)
            return redirect("espace_agent:questions")
    contexte = {
        "question": connue,
        "nature": NATURES[nature],
        "un_non_suffit": nature in UN_NON_SUFFIT,
        "formulaire": formulaire,
        **formulaire.get_context(),
    }
    return page(request, "question", contexte, statut=422 if formulaire.errors else 200)
