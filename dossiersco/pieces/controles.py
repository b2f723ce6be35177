"""Ce que les documents exigent avant l'envoi, et ce qu'ils donnent à décider."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.utils import timezone

from dossiersco.dossiers.completude import Manque, attente, controle
from dossiersco.dossiers.models import Dossier, Personne
from dossiersco.dossiers.perimetre import SituationDe, est_demande
from dossiersco.pieces.conditions import concerne
from dossiersco.pieces.models import LigneDemandee, PageEnvoyee, PieceAttendue, PieceJointe
from dossiersco.socle.dates import plus_des_mois


@dataclass(frozen=True)
class Demande:
    """Un document demandé à une personne. `siennes` : les pages qu'elle a envoyées, dans l'ordre.

    `deja_recue_le` : elle l'a envoyé une autre année et il vaut encore, ou pour un autre enfant.
    """

    attendue: int
    nom: str
    explication: str
    exemple: str
    obligatoire: bool
    recue_d_un_autre: bool
    deja_recue_le: datetime | None
    siennes: tuple[PageEnvoyee, ...]

    @property
    def manque(self) -> bool:
        envoyee = any(page.etat != "refusee" for page in self.siennes)
        deja = self.recue_d_un_autre or self.deja_recue_le is not None
        return self.obligatoire and not envoyee and not deja


def demandes(dossier: Dossier, personne: Personne) -> list[Demande]:
    """Les documents demandés à cette personne pour cet élève, en une seule lecture."""
    if not est_demande(dossier, "pieces"):
        return []
    situation = SituationDe(dossier)
    lignes = [
        ligne
        for ligne in PieceAttendue.objects.pour_famille(dossier, personne)
        if concerne(ligne.attendue.destinataires, situation, personne)
        if ligne.convient
    ]
    par_document = groupby(lignes, key=lambda ligne: ligne.attendue.pk)
    return [_demande(list(groupe)) for _, groupe in par_document]


def _demande(lignes: list[LigneDemandee]) -> Demande:
    attendue, ailleurs, _ = lignes[0]
    siennes = tuple(ligne.page for ligne in lignes if ligne.page)
    # Ce qui est demandé à tous s'envoie une fois par élève. Le reste ne regarde que son auteur :
    # un justificatif de domicile de l'autre responsable dirait qu'il a déménagé.
    commun = attendue.obligatoire and not attendue.du_domicile
    d_un_autre = ailleurs.d_un_autre or vaut_encore(attendue, ailleurs.avant_d_un_autre)
    avant = ailleurs.avant if vaut_encore(attendue, ailleurs.avant) else None
    return Demande(
        attendue=attendue.pk,
        nom=attendue.nom,
        explication=attendue.explication,
        exemple=attendue.exemple,
        obligatoire=attendue.obligatoire,
        recue_d_un_autre=commun and d_un_autre,
        # Qui envoie quand même se retrouve dans le cas ordinaire, refus compris.
        deja_recue_le=None if siennes else ailleurs.d_un_frere or avant,
        siennes=siennes,
    )


def vaut_encore(attendue: PieceAttendue, recue_le: datetime | None) -> bool:
    """Ce qui a été accepté une autre année vaut tant que le collège l'a dit."""
    if recue_le is None or attendue.du_domicile:
        return False
    if attendue.valable_au_college:
        return True
    mois = attendue.duree_validite
    return mois is not None and timezone.now() <= plus_des_mois(recue_le, mois)


@controle
def pieces_obligatoires(dossier: Dossier, personne: Personne) -> list[Manque]:
    # Sans document obligatoire à lui demander, ce qu'il a envoyé n'est pas à lire.
    if not any(_obligatoires(dossier, personne)):
        return []
    return [
        Manque("pieces", f"Il manque un document : {demande.nom}.")
        for demande in demandes(dossier, personne)
        if demande.manque
    ]


def _obligatoires(dossier: Dossier, personne: Personne) -> Iterator[bool]:
    situation = SituationDe(dossier)
    for attendue in PieceAttendue.objects.pour_dossier(dossier).filter(obligatoire=True):
        yield concerne(attendue.destinataires, situation, personne)


@attente
def pieces_a_decider(dossiers: Collection[int]) -> Collection[int]:
    return set(
        PieceJointe.objects.a_decider()
        .filter(dossier__in=dossiers)
        .values_list("dossier_id", flat=True)
    )
