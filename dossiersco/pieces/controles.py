"""Ce que les documents exigent avant l'envoi, et ce qu'ils donnent à décider."""

from collections.abc import Collection
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter

from dossiersco.dossiers.completude import Manque, attente, controle
from dossiersco.dossiers.models import Dossier, Personne
from dossiersco.pieces.conditions import s_applique
from dossiersco.pieces.models import LigneDemandee, PieceAttendue, PieceJointe


@dataclass(frozen=True)
class Demande:
    """Un document demandé à une personne. `siennes` : une ligne par document qu'elle a envoyé."""

    attendue: int
    nom: str
    explication: str
    obligatoire: bool
    recue_d_un_autre: bool
    siennes: tuple[LigneDemandee, ...]

    @property
    def manque(self) -> bool:
        envoyee = any(piece.etat != "refusee" for piece in self.siennes)
        return self.obligatoire and not envoyee and not self.recue_d_un_autre


def demandes(dossier: Dossier, personne: Personne) -> list[Demande]:
    """Les documents demandés à cette personne pour cet élève, en une seule lecture."""
    uai = dossier.campagne.etablissement.uai
    lignes = [
        ligne
        for ligne in PieceAttendue.objects.pour_famille(dossier, personne)
        if s_applique(ligne.condition, dossier.eleve, personne, uai=uai)
    ]
    return [_demande(list(groupe)) for _, groupe in groupby(lignes, key=attrgetter("attendue"))]


def _demande(lignes: list[LigneDemandee]) -> Demande:
    premiere = lignes[0]
    # Ce qui est demandé à tous s'envoie une fois par élève. Le reste ne regarde que son auteur :
    # un justificatif de domicile de l'autre responsable dirait qu'il a déménagé.
    commun = premiere.obligatoire and premiere.condition != "adresse_modifiee"
    return Demande(
        attendue=premiere.attendue,
        nom=premiere.nom,
        explication=premiere.explication,
        obligatoire=premiere.obligatoire,
        recue_d_un_autre=commun and premiere.d_un_autre,
        siennes=tuple(ligne for ligne in lignes if ligne.piece is not None),
    )


@controle
def pieces_obligatoires(dossier: Dossier, personne: Personne) -> list[Manque]:
    return [
        Manque("pieces", f"Il manque un document : {demande.nom}.")
        for demande in demandes(dossier, personne)
        if demande.manque
    ]


@attente
def pieces_a_decider(dossiers: Collection[int]) -> Collection[int]:
    return set(
        PieceJointe.objects.a_decider()
        .filter(dossier__in=dossiers)
        .values_list("dossier_id", flat=True)
    )
