"""Vérifier son courriel ou son portable par un code à six chiffres. Facultatif ; rien ne l'attend.

Chaque moyen a sa page (`etapes/courriel.py`, `etapes/portable.py`) et ses phrases ; le reste, ici.
"""

from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from dossiersco.comptes import freins
from dossiersco.comptes.actions import doit_attendre, noter_echec
from dossiersco.comptes.freins import Frein
from dossiersco.dossiers import moyens
from dossiersco.dossiers.affichage import telephone
from dossiersco.dossiers.models import Dossier
from dossiersco.dossiers.moyens import Envoi
from dossiersco.espace_famille.acces import RequeteFamille
from dossiersco.espace_famille.page import page, recu
from dossiersco.socle.forms import Formulaire

VIENT_DE_PARTIR = "Un code vient de partir : attendez une minute avant d’en demander un autre."
PLUS_DE_SMS = (
    "Le collège ne peut plus envoyer de SMS aujourd’hui. "
    "Réessayez demain, ou vérifiez plutôt votre courriel."
)
CODE_REFUSE = (
    "Ce code n’est pas le bon, ou il est dépassé. Vérifiez-le, ou demandez-en un nouveau : "
    "chacun vaut dix minutes et cinq essais."
)


@dataclass(frozen=True)
class Moyen:
    """`etape` : le nom de sa page, de son adresse et de son gabarit."""

    etape: str
    canal: str
    absent: str
    parti: str
    trop: str
    verifie: str


class FormulaireCodeRecu(Formulaire):
    code = forms.CharField(
        label="Le code reçu",
        help_text="Six chiffres.",
        max_length=20,
        error_messages={"required": "Écrivez les six chiffres du message."},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )

    def clean_code(self) -> str:
        return "".join(self.cleaned_data["code"].split())


def verifier(request: RequeteFamille, dossier: Dossier, moyen: Moyen) -> HttpResponse:
    formulaire = FormulaireCodeRecu(recu(request))
    if request.method == "POST" and formulaire.is_valid():
        if moyens.verifier(request.personne, formulaire.cleaned_data["code"], moyen.canal):
            messages.success(request, moyen.verifie)
            return redirect("espace_famille:dossier", dossier.pk)
        formulaire.add_error("code", CODE_REFUSE)
    etat = moyens.etat(request.personne, moyen.canal)
    contexte = {
        "etat": etat,
        "numero": telephone(etat.adresse),
        "envoyer": reverse(f"espace_famille:{moyen.etape}_code", args=[dossier.pk]),
        "formulaire": formulaire,
        **formulaire.get_context(),
    }
    return page(request, moyen.etape, dossier, contexte, 422 if formulaire.errors else 200)


def envoyer(request: RequeteFamille, dossier: Dossier, moyen: Moyen) -> HttpResponse:
    ou = moyens.adresse(request.personne, moyen.canal)
    limites = _limites(request, moyen.canal, ou)
    if not ou:
        messages.error(request, moyen.absent)
    elif doit_attendre(limites):
        messages.error(request, moyen.trop)
    else:
        _envoyer(request, moyen, limites)
    return redirect(f"espace_famille:{moyen.etape}", dossier.pk)


def _envoyer(request: RequeteFamille, moyen: Moyen, limites: tuple[Frein, ...]) -> None:
    envoi = moyens.envoyer_code(request.personne, moyen.canal)
    if envoi is Envoi.PARTI:
        noter_echec(limites)
        messages.success(request, moyen.parti)
    elif envoi is Envoi.PLAFOND:
        messages.error(request, PLUS_DE_SMS)
    else:
        messages.info(request, VIENT_DE_PARTIR)


def _limites(request: RequeteFamille, canal: str, ou: str) -> tuple[Frein, ...]:
    """Le compte est celui qui est entré : réunir des collèges ne donne pas d'essais de plus."""
    compte = request.user.pk or 0
    limites = freins.pour_un_envoi(compte)
    return (*limites, *freins.pour_un_sms(ou, compte)) if canal == moyens.SMS else limites
