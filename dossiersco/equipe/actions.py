"""Les gestes de la direction sur son équipe. Chacun laisse une trace."""

from django.db import IntegrityError, transaction

from dossiersco.comptes import liens_agents, seances, seconds_facteurs
from dossiersco.comptes.models import Compte, LienAgent
from dossiersco.equipe.courriers import avertir, envoyer_lien
from dossiersco.equipe.models import TraceEquipe
from dossiersco.etablissements.droits import Role
from dossiersco.etablissements.models import Agent, Etablissement


class GesteRefuse(Exception):
    """Le message est une phrase, pour l'écran."""


@transaction.atomic
def inviter(
    etablissement: Etablissement, *, mel: str, nom: str, role: str, par: Agent | None
) -> Agent:
    """Crée l'agent et lui écrit. Son compte n'a pas de mot de passe : le lien le fait choisir."""
    agent = creer(etablissement, mel=mel, nom=nom, role=role, par=par)
    envoyer_lien(agent, "activation")
    return agent


@transaction.atomic
def creer(
    etablissement: Etablissement, *, mel: str, nom: str, role: str, par: Agent | None
) -> Agent:
    compte = Compte(mel=mel.lower())
    compte.set_unusable_password()
    try:
        with transaction.atomic():
            compte.save()
    except IntegrityError as erreur:
        raise GesteRefuse(
            "Cette adresse a déjà un compte. Cherchez-la dans la liste, "
            "ou donnez une autre adresse."
        ) from erreur
    agent = Agent.objects.create(compte=compte, etablissement=etablissement, nom=nom, role=role)
    _tracer(agent, "inviter", par, apres=role)
    return agent


@transaction.atomic
def renvoyer_invitation(agent: Agent, *, par: Agent) -> None:
    if not agent.actif or agent.compte.has_usable_password():
        raise GesteRefuse("Ce compte n’attend pas d’invitation.")
    if liens_agents.vient_de_partir(agent.compte, "activation"):
        raise GesteRefuse("Une invitation vient de partir : attendez une minute.")
    envoyer_lien(agent, "activation")
    _tracer(agent, "renvoyer", par)


@transaction.atomic
def changer_role(agent: Agent, role: str, *, par: Agent) -> None:
    avant = _tenir(agent, par).role
    if avant == role:
        return
    _garder_une_direction(agent)
    Agent.objects.filter(pk=agent.pk).update(role=role)
    _tracer(agent, "changer_role", par, avant=avant, apres=role)


@transaction.atomic
def retirer_acces(agent: Agent, *, par: Agent) -> None:
    """Aussitôt : ses sessions ouvertes et les liens déjà envoyés ne valent plus rien."""
    if not _tenir(agent, par).actif:
        return
    _garder_une_direction(agent)
    _rendre_actif(agent, actif=False)
    LienAgent.objects.filter(compte=agent.compte_id).delete()
    seances.fermer_toutes(agent.compte)
    _tracer(agent, "retirer", par)


@transaction.atomic
def rendre_acces(agent: Agent, *, par: Agent) -> None:
    """Son mot de passe et son second facteur d'avant valent de nouveau."""
    if _tenir(agent, par).actif:
        return
    _rendre_actif(agent, actif=True)
    _tracer(agent, "rendre", par)


@transaction.atomic
def oter_second_facteur(agent: Agent, *, par: Agent) -> None:
    """Téléphone et codes de secours perdus. La personne l'apprend par courriel."""
    _tenir(agent, par)
    if not seconds_facteurs.en_a_un(agent.compte):
        return
    seconds_facteurs.retirer(agent.compte)
    seances.fermer_toutes(agent.compte)
    avertir(agent, "second_facteur_ote")
    _tracer(agent, "oter_second_facteur", par)


def _tenir(agent: Agent, par: Agent) -> Agent:
    """L'agent tel qu'il est, les gestes du collège à la file : deux directions qui se retirent
    l'une l'autre au même instant n'en laisseraient aucune."""
    Etablissement.objects.select_for_update().get(pk=agent.etablissement_id)
    if agent.pk == par.pk:
        raise GesteRefuse("Demandez à un autre membre de la direction : pas sur soi-même.")
    par.refresh_from_db(fields=["actif", "role"])
    if not (par.actif and par.role == Role.DIRECTION):
        raise GesteRefuse("Vous n’êtes plus de la direction.")
    return Agent.objects.get(pk=agent.pk)


def _garder_une_direction(agent: Agent) -> None:
    autres = Agent.objects.filter(
        etablissement=agent.etablissement_id, role=Role.DIRECTION, actif=True
    ).exclude(pk=agent.pk)
    if not autres.exists():
        raise GesteRefuse("Il faut au moins une personne de la direction.")


def _rendre_actif(agent: Agent, *, actif: bool) -> None:
    Agent.objects.filter(pk=agent.pk).update(actif=actif)
    # Le compte aussi : ni mot de passe, ni code en attente ne l'ouvre.
    Compte.objects.filter(pk=agent.compte_id).update(is_active=actif)


def _tracer(
    agent: Agent, geste: str, par: Agent | None, *, avant: str = "", apres: str = ""
) -> None:
    TraceEquipe.objects.create(agent=agent, geste=geste, avant=avant, apres=apres, par_agent=par)
