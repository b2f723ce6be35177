"""La campagne : ses dates, ses textes, qui signe, ce qui se demande ; d'une année à l'autre."""

from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from dossiersco.campagnes import annees
from dossiersco.campagnes.models import SIGNATURES_REQUISES, Campagne
from dossiersco.dossiers.reglages import regler_la_campagne
from dossiersco.espace_agent import champs_demandes
from dossiersco.espace_agent.acces import (
    RequeteAgent,
    agent_peut,
    campagne_courante,
    derniere_campagne,
)
from dossiersco.espace_agent.enregistre import dire_enregistre
from dossiersco.espace_agent.page import page
from dossiersco.etablissements.droits import Geste
from dossiersco.pieces import reglages
from dossiersco.socle import textes
from dossiersco.socle.forms import Formulaire

LONGUEUR_MOT = 3000
DATE = {"invalid": "Écrivez une date, comme 12/06/2026."}


class Jour(forms.DateField):
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, error_messages=DATE, **kwargs)


class Mot(forms.CharField):
    """Un texte des familles, en Markdown."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            max_length=LONGUEUR_MOT,
            required=False,
            help_text=textes.AIDE,
            widget=forms.Textarea(attrs={"rows": 6, "data-apercu": ""}),
            **kwargs,
        )


class FormulaireCampagne(Formulaire):
    """Puis, de chaque champ et de chaque bloc, à qui il se demande (`champs_demandes`)."""

    sans_mention = frozenset(champs_demandes.FORMATIONS.values())

    ouvre_le = Jour(
        label="Premier jour",
        help_text="Ce jour-là dès minuit, à l’heure du collège. Sans date, vous ouvrez vous-même "
        "depuis « Inviter ».",
    )
    ferme_le = Jour(
        label="Dernier jour",
        help_text="Ce jour compte en entier, à l’heure du collège. Sans date, rien ne ferme.",
    )
    signatures_requises = forms.TypedChoiceField(
        label="Quelle signature demandez-vous ?",
        help_text="Un responsable qui n’a pas reçu de code, ou qui n’est pas représentant légal, "
        "ne fait jamais attendre un dossier.",
        choices=SIGNATURES_REQUISES,
        coerce=int,
        widget=forms.RadioSelect,
    )
    mot_accueil = Mot(label="Le mot d’accueil, lu avant de commencer")
    mot_fin = Mot(label="Le mot de la fin, lu après avoir signé")

    def __init__(self, donnees: Any, *, campagne: Campagne) -> None:
        self.campagne = campagne
        self.fuseau = ZoneInfo(campagne.etablissement.fuseau)
        super().__init__(donnees, initial=_initial(campagne, self.fuseau))
        self.fields.update(champs_demandes.saisies(campagne))

    @property
    def bloc_par_bloc(self) -> list[champs_demandes.Demande]:
        return champs_demandes.des_blocs(self)

    @property
    def champ_par_champ(self) -> list[dict[str, Any]]:
        return champs_demandes.groupes(self)

    def clean_ferme_le(self) -> Any:
        jour = self.cleaned_data["ferme_le"]
        aujourd_hui = timezone.localdate(timezone=self.fuseau)
        if jour and "ferme_le" in self.changed_data and jour < aujourd_hui:
            raise forms.ValidationError("Ce jour est passé : choisissez aujourd’hui ou après.")
        return jour

    def clean(self) -> None:
        premier, dernier = self.cleaned_data.get("ouvre_le"), self.cleaned_data.get("ferme_le")
        if premier and dernier and premier > dernier:
            self.add_error("ferme_le", "Le dernier jour vient avant le premier : corrigez l’un.")

    def valeurs(self) -> dict[str, Any]:
        dites = self.cleaned_data
        return {
            **{nom: dites[nom] for nom in ("ferme_le", "signatures_requises")},
            **{nom: dites[nom].strip() for nom in ("mot_accueil", "mot_fin")},
            "ouverte_le": self._ouverture(dites["ouvre_le"]),
            **champs_demandes.valeurs(dites),
        }

    def _ouverture(self, jour: date | None) -> datetime | None:
        """Le même jour garde l'heure où le collège a ouvert lui-même."""
        if "ouvre_le" not in self.changed_data:
            return self.campagne.ouverte_le
        return datetime.combine(jour, time.min, tzinfo=self.fuseau) if jour else None


def _initial(campagne: Campagne, fuseau: ZoneInfo) -> dict[str, Any]:
    ouverte_le = campagne.ouverte_le
    return {
        "ouvre_le": ouverte_le.astimezone(fuseau).date() if ouverte_le else None,
        **champs_demandes.initiales(campagne),
        **{
            nom: getattr(campagne, nom)
            for nom in ("ferme_le", "signatures_requises", "mot_accueil", "mot_fin")
        },
    }


@require_http_methods(["GET", "HEAD", "POST"])
@agent_peut(Geste.REGLER)
def campagne(request: RequeteAgent) -> HttpResponse:
    courante = derniere_campagne(request)
    if courante is None:
        return page(request, "sans_campagne", {"titre": "La campagne"})
    donnees = request.POST if request.method == "POST" else None
    formulaire = FormulaireCampagne(donnees, campagne=courante)
    if request.method == "POST" and formulaire.is_valid() and "voir" not in request.POST:
        regler_la_campagne(courante, formulaire.valeurs())
        dire_enregistre(request, courante)
        return redirect("espace_agent:campagne")
    avant = annees.precedente(courante)
    contexte = {
        "campagne": courante,
        "formulaire": formulaire,
        **formulaire.get_context(),
        "apercus": [
            {"champ": champ, "apercu": textes.rendre(str(champ.value() or ""))}
            for champ in (formulaire["mot_accueil"], formulaire["mot_fin"])
        ],
        "annee_d_avant": f"{avant.annee}-{avant.annee + 1}" if avant else "",
        "se_prepare": annees.se_prepare(courante),
        "suivante": f"{courante.annee + 1}-{courante.annee + 2}",
    }
    return page(request, "campagne", contexte, statut=422 if formulaire.errors else 200)


@require_POST
@agent_peut(Geste.REGLER)
def apercu(request: RequeteAgent) -> HttpResponse:
    """Le HTML d'un texte, pour le voir en le tapant ; rien n'est écrit."""
    return HttpResponse(textes.rendre(request.POST.get("texte", "")[:LONGUEUR_MOT]))


@require_POST
@agent_peut(Geste.REGLER)
def campagne_reprendre(request: RequeteAgent) -> HttpResponse:
    if reglages.reprendre_l_an_dernier(campagne_courante(request)):
        messages.success(
            request, "Réglages de l’an dernier repris. Fixez les dates, puis relisez les textes."
        )
    else:
        messages.error(request, "Il n’y a pas de campagne plus ancienne à reprendre.")
    return redirect("espace_agent:campagne")


@require_POST
@agent_peut(Geste.REGLER)
def campagne_suivante(request: RequeteAgent) -> HttpResponse:
    courante = campagne_courante(request)
    if not annees.se_prepare(courante):
        messages.error(
            request,
            "La campagne en cours n’est pas finie : la suivante se crée après son dernier jour.",
        )
        return redirect("espace_agent:campagne")
    suivante = reglages.preparer_l_annee(courante)
    messages.success(
        request,
        f"La campagne {suivante} est prête, fermée. Fixez ses dates, puis déposez les exports.",
    )
    return redirect("espace_agent:campagne")
