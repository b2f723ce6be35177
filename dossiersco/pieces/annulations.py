"""Revenir sur sa dernière décision, documents compris."""

from uuid import UUID

from django.db import transaction

from dossiersco.dossiers import annulations
from dossiersco.dossiers.models import Dossier
from dossiersco.etablissements.models import Agent
from dossiersco.pieces.models import PieceJointe


@transaction.atomic
def annuler(lot: UUID, *, par: Agent) -> list[Dossier]:
    """Comme `dossiers.annulations.annuler`, qui dit quand c'est possible."""
    dossiers = annulations.annuler(lot, par=par)
    PieceJointe.objects.filter(lot=lot, dossier__in=dossiers).update(
        etat="recue", motif="", lot=None
    )
    return dossiers
