"""Ce que les documents exigent avant l'envoi, et ce qu'ils donnent à décider."""

from collections.abc import Collection

from dossiersco.dossiers.completude import Manque, attente, controle
from dossiersco.dossiers.models import Dossier, Personne
from dossiersco.pieces.conditions import s_applique
from dossiersco.pieces.models import PieceAttendue, PieceJointe


def attendues_pour(dossier: Dossier, personne: Personne) -> list[PieceAttendue]:
    """Les documents demandés à cette personne pour cet élève."""
    uai = dossier.campagne.etablissement.uai
    return [
        attendue
        for attendue in PieceAttendue.objects.pour_dossier(dossier)
        if s_applique(attendue.condition, dossier.eleve, personne, uai=uai)
    ]


@controle
def pieces_obligatoires(dossier: Dossier, personne: Personne) -> list[Manque]:
    recues = set(
        PieceJointe.objects.filter(dossier=dossier)
        .exclude(etat="refusee")
        .values_list("attendue_id", flat=True)
    )
    return [
        Manque("pieces", f"Il manque un document : {attendue.nom}.")
        for attendue in attendues_pour(dossier, personne)
        if attendue.obligatoire and attendue.pk not in recues
    ]


@attente
def pieces_a_decider(dossiers: Collection[int]) -> Collection[int]:
    return set(
        PieceJointe.objects.a_decider()
        .filter(dossier__in=dossiers)
        .values_list("dossier_id", flat=True)
    )
