"""Les documents d'un dossier, dits à celui qui les envoie."""

from collections.abc import Iterable
from dataclasses import dataclass

from dossiersco.pieces.controles import Demande

ETATS = {
    "recue": "Envoyé, le collège va le regarder",
    "acceptee": "Accepté par le collège",
    "refusee": "Refusé, envoyez-en un autre",
}


@dataclass(frozen=True)
class Envoi:
    """Un fichier envoyé. `motif` : pourquoi le collège l'a refusé."""

    piece: int
    etat: str
    motif: str
    retirable: bool


@dataclass(frozen=True)
class Document:
    """`etat` : une ligne pour la page du dossier."""

    demande: Demande
    envois: tuple[Envoi, ...]

    @property
    def etat(self) -> str:
        if self.envois:
            dernier = self.envois[-1]
            return f"{dernier.etat} : {dernier.motif}" if dernier.motif else dernier.etat
        if self.demande.recue_d_un_autre:
            return "Déjà reçu"
        return "À envoyer" if self.demande.obligatoire else "Facultatif, pas envoyé"


def documents(demandees: Iterable[Demande]) -> list[Document]:
    return [
        Document(
            demande,
            tuple(
                Envoi(ligne.piece or 0, ETATS[ligne.etat], ligne.motif, ligne.etat != "acceptee")
                for ligne in demande.siennes
            ),
        )
        for demande in demandees
    ]


def manquants(demandees: Iterable[Demande]) -> list[str]:
    return [demande.nom for demande in demandees if demande.manque]
