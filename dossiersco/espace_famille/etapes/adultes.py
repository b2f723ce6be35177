"""Les autres adultes : qui appeler en cas d'urgence, et ce qu'on demande au collège."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dossiersco.dossiers import foyer
from dossiersco.dossiers.declarations import PAS_RESPONSABLE, SORTES
from dossiersco.dossiers.models import ContactUrgence, DemandeFamille, Dossier, Responsable
from dossiersco.dossiers.refus import GesteRefuse
from dossiersco.espace_famille.acces import RequeteFamille, modification
from dossiersco.espace_famille.adultes import titre
from dossiersco.espace_famille.libelles import tables_lisibles
from dossiersco.espace_famille.page import page, recu
from dossiersco.espace_famille.saisies import Paragraphe, Telephone, Texte
from dossiersco.espace_famille.suivi import Situation, suivre
from dossiersco.socle.forms import Formulaire


class FormulaireContact(Formulaire):
    nom = Texte(label="Nom et prénom", max_length=100)
    lien = Texte(
        label="Son lien avec l’enfant",
        help_text="Par exemple : grand-mère, voisin, belle-mère.",
        max_length=60,
    )
    tel_portable = Telephone(label="Téléphone", max_length=40)
    tel_personnel = Telephone(label="Un autre téléphone", max_length=40, required=False)


class FormulaireDemande(Formulaire):
    """Les lignes changent avec ce qu'on demande ; toutes se lisent par le collège seul."""

    nom = Texte(label="Nom et prénom", max_length=100)
    lien = Texte(label="Son lien avec l’enfant", max_length=60)
    telephone = Telephone(label="Téléphone", max_length=40, required=False)
    precision = Paragraphe(
        label="Ce que le collège doit savoir",
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, donnees: Any, *, sorte: str) -> None:
        super().__init__(donnees)
        for nom in SANS.get(sorte, ()):
            del self.fields[nom]
        if sorte == "accueil":
            self.fields["nom"].label = "La famille ou le service"

    def dites(self) -> dict[str, str]:
        return {str(self.fields[nom].label): valeur for nom, valeur in self.cleaned_data.items()}


SANS = {"accueil": ("lien",), PAS_RESPONSABLE: ("nom", "lien", "telephone")}
EXPLICATIONS = {
    "tiers": "Un beau-parent, un grand-parent… qui s’occupe de l’enfant avec vous.",
    "accueil": "L’enfant vit dans une famille d’accueil ou dans un foyer.",
    "responsable_manquant": "Un parent ou un tuteur que le collège ne connaît pas.",
    PAS_RESPONSABLE: (
        "Le collège vérifiera. Jusqu’à sa réponse, votre accès ne change pas, "
        "mais plus rien ne vous est demandé pour cet enfant."
    ),
}
TITRES = {
    "tiers": "Déclarer un autre adulte",
    "accueil": "Déclarer un accueil",
    "responsable_manquant": "Il manque un responsable",
    PAS_RESPONSABLE: "Je ne suis pas responsable de cet enfant",
}
DEMANDEE = "Demande envoyée au collège. Il vous répondra ; rien n’a changé pour personne."


@require_safe
@modification
def vue(request: RequeteFamille, dossier: Dossier) -> HttpResponse:
    personne, tables = request.personne, tables_lisibles(dossier)
    situation = suivre(dossier).situation
    contexte = {
        "contacts": list(ContactUrgence.objects.pour_famille(personne)),
        "demandes": [
            {"demande": demande, "titre": titre(demande.sorte)}
            for demande in DemandeFamille.objects.pour_famille(dossier, personne)
        ],
        "autres": [
            {"nom": autre.nom, "lien": tables.libelle("parentes", autre.code_parente)}
            for autre in Responsable.objects.pour_famille(dossier, personne)
        ],
        "sortes": [
            {"sorte": sorte, "titre": TITRES[sorte], "explication": EXPLICATIONS[sorte]}
            for sorte in SORTES
            if sorte != PAS_RESPONSABLE or situation is not Situation.PAS_RESPONSABLE
        ],
    }
    return page(request, "adultes", dossier, contexte)


@require_http_methods(["GET", "HEAD", "POST"])
@modification
def contact(request: RequeteFamille, dossier: Dossier, contact_pk: int = 0) -> HttpResponse:
    connu = _contact(request, contact_pk) if contact_pk else None
    noms = FormulaireContact.base_fields
    initial = {nom: getattr(connu, nom) for nom in noms} if connu else None
    formulaire = FormulaireContact(recu(request), initial=initial)
    if request.method == "POST" and formulaire.is_valid():
        return _faire(
            request,
            dossier,
            lambda: foyer.ecrire_contact(
                dossier, connu, formulaire.cleaned_data, par=request.personne
            ),
            "Enregistré. Le collège voit cette liste dès maintenant.",
        )
    contexte = {"formulaire": formulaire, "contact": connu, **formulaire.get_context()}
    return page(request, "adultes_contact", dossier, contexte, 422 if formulaire.errors else 200)


@require_POST
@modification
def contact_placer(
    request: RequeteFamille, dossier: Dossier, contact_pk: int, rang: int
) -> HttpResponse:
    connu = _contact(request, contact_pk)
    return _faire(
        request,
        dossier,
        lambda: foyer.placer_contact(dossier, connu, rang=rang, par=request.personne),
        f"{connu.nom} sera appelé plus tôt.",
    )


@require_POST
@modification
def contact_retirer(request: RequeteFamille, dossier: Dossier, contact_pk: int) -> HttpResponse:
    connu = _contact(request, contact_pk)
    return _faire(
        request,
        dossier,
        lambda: foyer.retirer_contact(dossier, connu, par=request.personne),
        f"{connu.nom} est retiré de votre liste.",
    )


@require_http_methods(["GET", "HEAD", "POST"])
@modification
def demande(request: RequeteFamille, dossier: Dossier, sorte: str) -> HttpResponse:
    if sorte not in SORTES:
        raise Http404
    formulaire = FormulaireDemande(recu(request), sorte=sorte)
    if request.method == "POST" and formulaire.is_valid():
        return _faire(
            request,
            dossier,
            lambda: foyer.demander(dossier, sorte, formulaire.dites(), par=request.personne),
            DEMANDEE,
        )
    contexte = {
        "formulaire": formulaire,
        "titre_demande": TITRES[sorte],
        "explication": EXPLICATIONS[sorte],
        **formulaire.get_context(),
    }
    return page(request, "adultes_demande", dossier, contexte, 422 if formulaire.errors else 200)


@require_POST
@modification
def demande_retirer(request: RequeteFamille, dossier: Dossier, demande_pk: int) -> HttpResponse:
    siennes = DemandeFamille.objects.pour_famille(dossier, request.personne)
    voulue = get_object_or_404(siennes.select_related("dossier__campagne"), pk=demande_pk)
    return _faire(
        request,
        dossier,
        lambda: foyer.retirer_demande(voulue, par=request.personne),
        "Demande retirée.",
    )


def _contact(request: RequeteFamille, pk: int) -> ContactUrgence:
    return get_object_or_404(ContactUrgence.objects.pour_famille(request.personne), pk=pk)


def _faire(
    request: RequeteFamille, dossier: Dossier, geste: Callable[[], None], fait: str
) -> HttpResponse:
    try:
        geste()
    except GesteRefuse as refus:
        messages.error(request, str(refus))
    else:
        messages.success(request, fait)
    return redirect("espace_famille:adultes", dossier.pk)
