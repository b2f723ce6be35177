"""La connexion d'un agent ou d'un opérateur : son mot de passe, puis ce qu'une page en lit."""

from datetime import datetime

from django.contrib.auth.backends import ModelBackend
from django.db.models import Exists, FilteredRelation, OuterRef, Q, QuerySet
from django.utils import timezone

from dossiersco.comptes.models import Compte
from dossiersco.etablissements.models import VISITE_RECENTE, Agent, Visite

# Son agent et son collège ; s'il est opérateur, le collège qu'il visite.
AVEC = ("agent__etablissement", "visite_en_cours__etablissement")


class ParMotDePasse(ModelBackend):
    def get_user(self, user_id: int) -> Compte | None:
        """Relu à chaque requête, en une fois : un droit retiré cesse aussitôt."""
        return _comptes(timezone.now()).filter(pk=user_id, is_active=True).first()


def _comptes(maintenant: datetime) -> "QuerySet[Compte]":
    recentes = Visite.objects.filter(
        etablissement=OuterRef("agent__etablissement"), le__gt=maintenant - VISITE_RECENTE
    )
    en_cours = Q(est_operateur=True, visites__jusqu_a__gt=maintenant)
    return (
        Compte.objects.annotate(
            visite_recente=Exists(recentes),
            visite_en_cours=FilteredRelation("visites", condition=en_cours),
        )
        .select_related(*AVEC)
        .order_by("-visite_en_cours__le")
    )


def agent_de(compte: Compte) -> Agent | None:
    """L'agent de ce compte ; à défaut, l'opérateur en visite, qui n'en est pas un."""
    if not hasattr(compte, "visite_recente"):
        # Entré par un code de famille : ce n'est pas la porte du collège.
        return None
    agent: Agent | None = getattr(compte, "agent", None)
    if agent and agent.actif:
        agent.visite_recente = compte.visite_recente
        return agent
    visite: Visite | None = getattr(compte, "visite_en_cours", None)
    return visite.visiteur() if visite else None
