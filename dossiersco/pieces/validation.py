"""Valider un dossier, documents compris."""

from collections.abc import Collection

from django.db import transaction

from dossiersco.dossiers import decisions
from dossiersco.dossiers.models import Dossier
from dossiersco.etablissements.models import Agent
from dossiersco.pieces import actions
from dossiersco.pieces.models import PieceJointe


@transaction.atomic
def accepter_et_valider(
    dossier: Dossier, *, empreinte: str, vues: Collection[int], par: Agent
) -> None:
    """Accepte les documents montrés et tout ce qui est nouveau, ou rien du tout.

    `vues` : les pages que l'agent avait sous les yeux. Lève comme `decisions.valider`.
    """
    montrees = PieceJointe.objects.pour_agent(par).a_decider().filter(dossier=dossier, pk__in=vues)
    # Une page par document : elle emporte les autres pages vues du même.
    par_document = {
        (piece.attendue_id, piece.personne_id): piece
        for piece in montrees.select_related("dossier", "attendue")
    }
    for piece in par_document.values():
        actions.accepter(piece, par=par, vues=vues)
    decisions.valider(dossier, empreinte=empreinte, par=par)
