"""Les autres adultes et les demandes, dits à ce responsable : un nom, un lien, une signature."""

from collections.abc import Iterable
from dataclasses import dataclass

from dossiersco.campagnes.tables import Tables
from dossiersco.dossiers.declarations import ETATS_DEMANDE, PAS_RESPONSABLE, SORTES
from dossiersco.dossiers.entourage import Entourage
from dossiersco.espace_famille.confirmations import Voix


@dataclass(frozen=True)
class AdulteMontre:
    """`signature` : « a signé le… », ou rien pour un simple contact."""

    nom: str
    lien: str
    responsable: bool
    signature: str


@dataclass(frozen=True)
class DemandeMontree:
    titre: str
    etat: str
    motif: str


def autres(entoure: Entourage, voix: Voix, tables: Tables) -> list[AdulteMontre]:
    return [
        AdulteMontre(
            nom=autre.identite.nom,
            lien=tables.libelle("parentes", autre.identite.code_parente),
            responsable=autre.agit,
            signature=f"a signé le {voix.date(autre.signe_le)}" if autre.signe_le else "",
        )
        for autre in entoure.autres
    ]


def demandes(entoure: Entourage) -> list[DemandeMontree]:
    return montrees((demande.sorte, demande.etat, demande.motif) for demande in entoure.demandes)


def montrees(lignes: Iterable[tuple[str, str, str]]) -> list[DemandeMontree]:
    return [
        DemandeMontree(titre(sorte), ETATS_DEMANDE[etat], motif) for sorte, etat, motif in lignes
    ]


def titre(sorte: str) -> str:
    """Comme on le dit à celui qui l'a demandé."""
    if sorte == PAS_RESPONSABLE:
        return "Vous n’êtes pas responsable de cet enfant"
    return SORTES[sorte]
