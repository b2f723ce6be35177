"""Ouvrir un collège à sa première direction ; ses réglages."""

from django.db import transaction

from dossiersco.comptes.models import Compte
from dossiersco.etablissements.droits import Role
from dossiersco.etablissements.models import Agent, Etablissement


def choisir_schema(etablissement: Etablissement, schema: str) -> None:
    """Le schéma des prochains fichiers pour SIECLE ; ceux déjà produits ne changent pas."""
    Etablissement.objects.filter(pk=etablissement.pk).update(schema_retour=schema)


class DejaUneDirection(Exception):
    """Le collège est déjà ouvert : c'est à sa direction d'inviter."""

    def __init__(self) -> None:
        super().__init__(
            "Ce collège a déjà une direction sur DossierSCO : demandez-lui une invitation."
        )


class AdressePrise(Exception):
    """L'adresse ouvre déjà autre chose : un compte n'est que dans un collège."""

    def __init__(self) -> None:
        super().__init__(
            "Cette adresse a déjà un accès ailleurs : demandez un lien à une autre adresse."
        )


@transaction.atomic
def creer_premiere_direction(uai: str, mel: str, *, nom: str, mot_de_passe: str) -> Agent:
    """Le collège s'il est nouveau, et son compte. Lève `DejaUneDirection` ou `AdressePrise`.

    Un compte que le collège avait fermé et à qui le lien est adressé est rouvert : toutes les
    directions parties, l'adresse officielle reste la clef du collège.
    """
    etablissement, _ = Etablissement.objects.get_or_create(uai=uai)
    # Deux liens ouverts ensemble ne font pas deux premières directions.
    Etablissement.objects.select_for_update(no_key=True).get(pk=etablissement.pk)
    if a_une_direction(uai):
        raise DejaUneDirection
    compte = Compte.objects.filter(mel=mel.lower()).first()
    ancien = Agent.objects.filter(compte=compte).first() if compte else None
    ailleurs = ancien is not None and ancien.etablissement_id != etablissement.pk
    if ailleurs or (compte is not None and compte.est_operateur):
        raise AdressePrise
    compte = compte or Compte(mel=mel.lower())
    compte.is_active = True
    compte.set_password(mot_de_passe)
    compte.save()
    agent = ancien or Agent(compte=compte, etablissement=etablissement)
    agent.nom, agent.role, agent.actif = nom, Role.DIRECTION, True
    agent.save()
    return agent


def a_une_direction(uai: str) -> bool:
    actifs = Agent.objects.filter(etablissement__uai=uai, actif=True, compte__is_active=True)
    return actifs.filter(role=Role.DIRECTION).exists()
