"""Ce qu'un agent fait de son propre compte : mot de passe, adresse, séances."""

from django.db import IntegrityError, transaction
from django.utils import timezone

from dossiersco.comptes import liens_agents, seances, seconds_facteurs
from dossiersco.comptes.models import Compte, LienAgent
from dossiersco.equipe.courriers import avertir, envoyer_lien
from dossiersco.etablissements.models import Agent


@transaction.atomic
def oublier_mot_de_passe(mel: str) -> None:
    """Rien si l'adresse n'est à aucun agent actif : l'écran répond pareil."""
    agents = Agent.objects.filter(actif=True, compte__is_active=True, compte__mel=mel.lower())
    agent = agents.select_related("compte", "etablissement").first()
    if agent:
        envoyer_lien(agent, "oubli")


@transaction.atomic
def choisir_par_lien(lien: LienAgent, mot_de_passe: str) -> bool:
    """Faux si un autre envoi a consommé le lien. Le second facteur, lui, reste demandé."""
    if not liens_agents.consommer(lien):
        return False
    deja = lien.compte.has_usable_password()
    _poser(lien.compte, mot_de_passe)
    if deja:
        avertir(_agent(lien.compte), "mot_de_passe_change")
    return True


@transaction.atomic
def changer_mot_de_passe(compte: Compte, mot_de_passe: str) -> None:
    _poser(compte, mot_de_passe)
    avertir(_agent(compte), "mot_de_passe_change")


@transaction.atomic
def changer_second_facteur(compte: Compte) -> None:
    """Avant de relier une autre application : qui n'y est pour rien a le temps de le dire."""
    if seconds_facteurs.en_a_un(compte):
        avertir(_agent(compte), "second_facteur_change")


@transaction.atomic
def renouveler_secours(compte: Compte) -> list[str]:
    """Les codes, en clair dans cette réponse seulement. Une annonce par jour suffit."""
    codes = seconds_facteurs.renouveler_secours(compte)
    jour = timezone.localdate().isoformat()
    avertir(_agent(compte), "second_facteur_change", une_fois=jour)
    return codes


@transaction.atomic
def demander_mel(compte: Compte, mel: str) -> None:
    """Le lien part à la nouvelle adresse : qui l'a mal tapée n'y perd pas son compte."""
    if not liens_agents.vient_de_partir(compte, "mel", mel=mel.lower()):
        envoyer_lien(_agent(compte), "mel", mel=mel.lower())


@transaction.atomic
def confirmer_mel(lien: LienAgent) -> bool:
    """L'ancienne adresse l'apprend, sans lire la nouvelle. Faux si elle est déjà à un autre."""
    agent = _agent(lien.compte)
    ancienne = lien.compte.mel or ""
    if not liens_agents.consommer(lien):
        return False
    try:
        with transaction.atomic():
            Compte.objects.filter(pk=lien.compte_id).update(mel=lien.mel)
    except IntegrityError:
        return False
    avertir(agent, "mel_change", a=ancienne)
    return True


def _poser(compte: Compte, mot_de_passe: str) -> None:
    """Toutes les séances se ferment, et aucun lien déjà parti ne reste."""
    compte.set_password(mot_de_passe)
    compte.save(update_fields=["password"])
    LienAgent.objects.filter(compte=compte).delete()
    seances.fermer_toutes(compte)


def _agent(compte: Compte) -> Agent:
    return Agent.objects.select_related("compte", "etablissement").get(compte=compte)
