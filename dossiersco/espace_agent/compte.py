"""« Mon compte » : son mot de passe, son adresse, son second facteur, ses séances.

Chaque changement redemande le mot de passe.
"""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dossiersco.comptes import seances, seconds_facteurs
from dossiersco.comptes.models import Compte
from dossiersco.comptes.reseau import adresse_ip
from dossiersco.comptes.second_facteur import codes_montres
from dossiersco.equipe import mon_compte
from dossiersco.espace_agent.acces import CONNEXION, RequeteAgent, agent_peut
from dossiersco.espace_agent.formulaire_compte import (
    FormulaireAdresse,
    FormulaireChangement,
    FormulairePreuve,
)
from dossiersco.espace_agent.page import page
from dossiersco.etablissements.droits import Geste
from dossiersco.socle.forms import Formulaire

CHANGE = "Votre mot de passe a changé ; vos autres séances sont fermées."
LIEN_PARTI = (
    "Un lien vient de partir à votre nouvelle adresse. Ouvrez-le dans les trente minutes : "
    "d’ici là, rien ne change."
)
PARTOUT = "Vous êtes déconnecté partout. Reconnectez-vous ici si vous voulez continuer."


@require_safe
@agent_peut(Geste.GERER_SON_COMPTE)
def compte(request: RequeteAgent) -> HttpResponse:
    le_sien = _compte(request)
    contexte = {
        "mel": le_sien.mel,
        "second_facteur": seconds_facteurs.en_a_un(le_sien),
        "codes_restants": le_sien.codes_secours.count(),
        "seances": le_sien.seances.count(),
    }
    return page(request, "compte", contexte)


@require_http_methods(["GET", "HEAD", "POST"])
@agent_peut(Geste.GERER_SON_COMPTE)
def compte_mot_de_passe(request: RequeteAgent) -> HttpResponse:
    le_sien = _compte(request)
    formulaire = FormulaireChangement(
        request.POST if request.method == "POST" else None,
        compte=le_sien,
        adresse_ip=adresse_ip(request),
    )
    if request.method == "POST" and formulaire.is_valid():
        mon_compte.changer_mot_de_passe(le_sien, formulaire.cleaned_data["nouveau"])
        seances.ouvrir(request, le_sien, forte=seconds_facteurs.en_a_un(le_sien))
        messages.success(request, CHANGE)
        return redirect("espace_agent:compte")
    return _preuve(request, formulaire, "Changer de mot de passe", "Enregistrer")


@require_http_methods(["GET", "HEAD", "POST"])
@agent_peut(Geste.GERER_SON_COMPTE)
def compte_mel(request: RequeteAgent) -> HttpResponse:
    formulaire = FormulaireAdresse(
        request.POST if request.method == "POST" else None,
        compte=_compte(request),
        adresse_ip=adresse_ip(request),
    )
    if request.method == "POST" and formulaire.is_valid():
        mon_compte.demander_mel(_compte(request), formulaire.cleaned_data["mel"])
        messages.success(request, LIEN_PARTI)
        return redirect("espace_agent:compte")
    return _preuve(request, formulaire, "Changer d’adresse", "Recevoir le lien")


@require_http_methods(["GET", "HEAD", "POST"])
@agent_peut(Geste.GERER_SON_COMPTE)
def compte_facteur(request: RequeteAgent) -> HttpResponse:
    """Relier une autre application ; la première aussi, là où ce n'est pas exigé."""
    formulaire = _formulaire_preuve(request)
    if request.method == "POST" and formulaire.is_valid():
        mon_compte.changer_second_facteur(_compte(request))
        seances.proposer_une_graine(request)
        return redirect("second_facteur_poser")
    return _preuve(request, formulaire, "Relier une application", "Continuer")


@require_http_methods(["GET", "HEAD", "POST"])
@agent_peut(Geste.GERER_SON_COMPTE)
def compte_secours(request: RequeteAgent) -> HttpResponse:
    formulaire = _formulaire_preuve(request)
    if request.method == "POST" and formulaire.is_valid():
        return codes_montres(request, mon_compte.renouveler_secours(_compte(request)))
    titre = "Dix codes de secours neufs (les anciens ne serviront plus)"
    return _preuve(request, formulaire, titre, "Les afficher")


@require_POST
@agent_peut(Geste.GERER_SON_COMPTE)
def compte_partout(request: RequeteAgent) -> HttpResponse:
    seances.fermer_toutes(_compte(request))
    request.session.flush()
    messages.success(request, PARTOUT)
    return redirect(CONNEXION)


def _compte(request: RequeteAgent) -> Compte:
    return request.agent.compte


def _formulaire_preuve(request: RequeteAgent) -> FormulairePreuve:
    envoi = request.POST if request.method == "POST" else None
    return FormulairePreuve(envoi, compte=_compte(request), adresse_ip=adresse_ip(request))


def _preuve(request: RequeteAgent, formulaire: Formulaire, titre: str, bouton: str) -> HttpResponse:
    contexte = {"formulaire": formulaire, "titre": titre, "bouton": bouton}
    return page(request, "compte_preuve", contexte, statut=422 if formulaire.errors else 200)
