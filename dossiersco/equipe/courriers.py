"""Ce qu'un agent reçoit : ses liens, et l'avis de ce qui a changé sur son compte."""

from django.conf import settings
from django.utils import timezone

from dossiersco.comptes import liens_agents
from dossiersco.etablissements.droits import LIBELLES_ROLES
from dossiersco.etablissements.models import Agent
from dossiersco.messagerie.envois import Courrier, poster

CHEMINS = {"activation": "activation", "oubli": "activation", "mel": "courriel"}


def adresse_du_lien(nature: str, jeton: str) -> str:
    return f"{settings.ADRESSE_PUBLIQUE}/agent/{CHEMINS[nature]}/{jeton}/"


def envoyer_lien(agent: Agent, nature: str, *, mel: str = "") -> None:
    """Un lien neuf ; celui d'avant ne vaut plus rien."""
    jeton = liens_agents.creer(agent.compte, nature, mel=mel)
    contexte = {
        "nom": agent.nom,
        "role": LIBELLES_ROLES[agent.role],
        "lien": adresse_du_lien(nature, jeton),
    }
    cle = f"agent:{nature}:{liens_agents.empreinte(jeton)}"
    destinataire = mel or agent.compte.mel or ""
    poster(agent.etablissement, [Courrier(f"agent_{nature}", destinataire, cle, contexte)])


def avertir(agent: Agent, quoi: str, *, a: str = "", une_fois: str = "") -> None:
    """`a` : une autre adresse que la sienne, celle qu'il vient de quitter. `une_fois` : ce qui ne
    s'annonce qu'une fois, par exemple un jour ; sinon chaque geste s'annonce."""
    cle = f"agent:{quoi}:{agent.pk}:{une_fois or timezone.now().timestamp()}"
    courrier = Courrier(f"agent_{quoi}", a or agent.compte.mel or "", cle, {"nom": agent.nom})
    poster(agent.etablissement, [courrier])
