"""Ce que toutes les pages de l'espace montrent : le collège, l'agent, le menu de ses écrans."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from dossiersco.espace_agent.acces import RequeteAgent
from dossiersco.etablissements.droits import Geste


@dataclass(frozen=True)
class Ecran:
    """`nom` : celui de l'adresse, du module et du gabarit."""

    nom: str
    titre: str
    geste: Geste


MENU = (
    Ecran("file", "À traiter", Geste.VOIR_DOSSIERS),
    Ecran("dossiers", "Tous les dossiers", Geste.VOIR_DOSSIERS),
    Ecran("tableau", "Où on en est", Geste.VOIR_TABLEAU),
    Ecran("listes", "Listes", Geste.EXTRAIRE_LISTES),
    Ecran("invitations", "Inviter", Geste.INVITER),
    Ecran("papier", "Papier", Geste.INVITER),
    Ecran("siecle", "Depuis SIECLE", Geste.IMPORTER),
    Ecran("retour", "Vers SIECLE", Geste.EXPORTER),
    Ecran("formations", "Formations", Geste.REGLER_FORMATIONS),
    Ecran("campagne", "La campagne", Geste.REGLER),
    Ecran("college", "Votre collège", Geste.REGLER),
    Ecran("equipe", "L’équipe", Geste.GERER_EQUIPE),
    Ecran("demarrer", "Démarrer", Geste.PREPARER),
    Ecran("droits", "Qui peut quoi", Geste.VOIR_DROITS),
    Ecran("compte", "Mon compte", Geste.GERER_SON_COMPTE),
)


# Un écran qui s'ouvre depuis un autre : c'est l'autre que le menu montre.
DEDANS = {
    "dossier": "dossiers",
    "document_demande": "campagne",
    "documents": "campagne",
    "envoi": "retour",
    "formation": "formations",
    "question": "campagne",
    "questions": "campagne",
    "relances": "invitations",
    "repetition": "retour",
    "revue": "file",
    "revues": "file",
    "siecle_apercu": "siecle",
    "visites": "droits",
}


def page(
    request: RequeteAgent, nom: str, contexte: dict[str, Any], *, statut: int = 200
) -> HttpResponse:
    """Rend `espace_agent/<nom>.html` avec l'en-tête de l'agent."""
    agent = request.agent
    commun = {
        "etablissement_nom": agent.etablissement.nom,
        "agent_nom": agent.nom,
        "agent_role": agent.get_role_display(),
        "menu": [
            {
                "titre": ecran.titre,
                "adresse": reverse(f"espace_agent:{ecran.nom}"),
                "ici": _ici(ecran, _montre(request, nom)),
            }
            for ecran in MENU
            if agent.peut(ecran.geste)
        ],
        "peut_decider": agent.peut(Geste.DECIDER),
        "peut_voir_pieces": agent.peut(Geste.VOIR_PIECES),
        "peut_remettre_code": agent.peut(Geste.REMETTRE_CODE),
        "peut_creer_eleve": agent.peut(Geste.CREER_ELEVE),
        "peut_regler_formations": agent.peut(Geste.REGLER_FORMATIONS),
        "peut_saisir_pour_famille": agent.peut(Geste.SAISIR_POUR_FAMILLE),
        "peut_inviter": agent.peut(Geste.INVITER),
        "peut_organiser": agent.peut(Geste.ORGANISER),
        "peut_importer": agent.peut(Geste.IMPORTER),
        "en_visite": agent.en_visite,
        "visite_recente": agent.visite_recente,
    }
    reponse = TemplateResponse(
        request, f"espace_agent/{nom}.html", {**commun, **contexte}, status=statut
    )
    # Les heures se lisent à l'heure du collège, où qu'il soit.
    with timezone.override(agent.etablissement.fuseau):
        return reponse.render()


def _montre(request: RequeteAgent, nom: str) -> str:
    """Sans campagne, tous les écrans rendent la même page : l'adresse dit lequel."""
    adresse = request.resolver_match
    return adresse.url_name or nom if nom == "sans_campagne" and adresse else nom


def _ici(ecran: Ecran, nom: str) -> str:
    """La valeur d'`aria-current` ; "" ailleurs."""
    if ecran.nom == nom:
        return "page"
    return "true" if ecran.nom == DEDANS.get(nom) else ""
