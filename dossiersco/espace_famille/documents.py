"""Les documents d'un dossier, dits à celui qui les envoie."""

from collections.abc import Iterable
from dataclasses import dataclass

from dossiersco.pieces.controles import Demande
from dossiersco.pieces.models import PageEnvoyee

ETATS = {
    "recue": "Envoyé, le collège va le regarder",
    "acceptee": "Accepté par le collège",
    "refusee": "Refusé, envoyez-en un autre",
}


@dataclass(frozen=True)
class Page:
    """`avant`, `apres` : le rang où la monter, où la descendre ; None si elle ne bouge pas."""

    piece: int
    numero: int
    nb_pages: int
    avant: int | None
    apres: int | None

    @property
    def precision(self) -> str:
        return f"la page {self.numero}"


@dataclass(frozen=True)
class Envoi:
    """Les pages envoyées qui ont reçu la même décision. `motif` : pourquoi il est refusé."""

    etat: str
    motif: str
    retirable: bool
    pages: tuple[Page, ...]

    @property
    def premiere(self) -> int:
        return self.pages[0].piece

    @property
    def nb_pages(self) -> int:
        return sum(page.nb_pages for page in self.pages)


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
        if self.demande.recue_d_un_autre or self.demande.deja_recue_le:
            return "Déjà reçu"
        return "À envoyer" if self.demande.obligatoire else "Facultatif, pas envoyé"

    @property
    def deja_recu(self) -> bool:
        return not self.envois and self.etat == "Déjà reçu"


def documents(demandees: Iterable[Demande]) -> list[Document]:
    return [Document(demande, _envois(demande.siennes)) for demande in demandees]


def _envois(siennes: Iterable[PageEnvoyee]) -> tuple[Envoi, ...]:
    par_decision: dict[tuple[str, str], list[PageEnvoyee]] = {}
    for page in siennes:
        par_decision.setdefault((page.etat, page.motif), []).append(page)
    # Le dernier envoyé en dernier, où que ses pages aient été déplacées.
    dans_l_ordre = sorted(par_decision.items(), key=lambda envoi: min(p.pk for p in envoi[1]))
    return tuple(_envoi(etat, motif, pages) for (etat, motif), pages in dans_l_ordre)


def _envoi(etat: str, motif: str, pages: list[PageEnvoyee]) -> Envoi:
    dernier = len(pages) - 1
    mobile = etat == "recue"
    return Envoi(
        ETATS[etat],
        motif,
        etat != "acceptee",
        tuple(
            Page(
                piece=page.pk,
                numero=rang + 1,
                nb_pages=page.nb_pages,
                avant=rang - 1 if mobile and rang > 0 else None,
                apres=rang + 1 if mobile and rang < dernier else None,
            )
            for rang, page in enumerate(pages)
        ),
    )


def manquants(demandees: Iterable[Demande]) -> list[str]:
    return [demande.nom for demande in demandees if demande.manque]
