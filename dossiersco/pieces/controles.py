"""Ce que les documents exigent avant l'envoi, et ce qu'ils donnent à décider."""

from collections.abc import Collection
from dataclasses import dataclass, field

from dossiersco.dossiers.completude import Manque, attente, controle
from dossiersco.dossiers.models import Dossier, Personne
from dossiersco.pieces.conditions import s_applique
from dossiersco.pieces.models import PieceAttendue, PieceJointe


@dataclass
class Demande:
    """Un document demandé à une personne, et ce qu'elle a envoyé."""

    attendue: PieceAttendue
    siennes: list[PieceJointe] = field(default_factory=list)

    @property
    def recue_d_un_autre(self) -> bool:
        """Un document demandé à tous ne s'envoie qu'une fois par élève.

        Le reste ne regarde que son auteur : un justificatif de domicile dirait qu'il a déménagé.
        """
        commune = self.attendue.obligatoire and self.attendue.condition != "adresse_modifiee"
        return commune and self.attendue.d_un_autre

    @property
    def manque(self) -> bool:
        envoyee = any(piece.etat != "refusee" for piece in self.siennes)
        return self.attendue.obligatoire and not envoyee and not self.recue_d_un_autre


def demandes(dossier: Dossier, personne: Personne) -> list[Demande]:
    """Les documents demandés à cette personne pour cet élève, en une seule lecture."""
    uai = dossier.campagne.etablissement.uai
    lignes: dict[int, Demande] = {}
    for attendue in PieceAttendue.objects.pour_famille(dossier, personne).select_related("sienne"):
        if s_applique(attendue.condition, dossier.eleve, personne, uai=uai):
            demande = lignes.setdefault(attendue.pk, Demande(attendue))
            if attendue.sienne is not None:
                demande.siennes.append(attendue.sienne)
    return list(lignes.values())


@controle
def pieces_obligatoires(dossier: Dossier, personne: Personne) -> list[Manque]:
    return [
        Manque("pieces", f"Il manque un document : {demande.attendue.nom}.")
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
