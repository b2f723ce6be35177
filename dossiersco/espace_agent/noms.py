"""Nommer quelqu'un comme on le lit au collège : « Mme Léa Martin (mère) »."""

from collections.abc import Iterable

from dossiersco.dossiers.journal import Ligne
from dossiersco.dossiers.models import Responsable
from dossiersco.siecle import nomenclatures

NIVEAUX = {"1": "représentant légal", "2": "en charge de l’élève", "3": "à contacter"}


def parente(code: str) -> str:
    """ "10" -> "mère" ; "" si SIECLE ne dit rien."""
    editions = {
        ligne["code"]: ligne["libelle_edition"] for ligne in nomenclatures.lignes("parentes")
    }
    return editions.get(code, "").lower()


def responsable(lien: Responsable) -> str:
    nom = lien.personne.avec_civilite
    precision = parente(lien.code_parente)
    return f"{nom} ({precision})" if precision else nom


class Noms:
    """Les personnes d'un dossier, par leur id : de quoi signer chaque écriture."""

    def __init__(self, liens: Iterable[Responsable]) -> None:
        self._noms = {lien.personne_id: responsable(lien) for lien in liens}

    def de(self, personne: int | None) -> str:
        """Une personne que SIECLE ne rattache plus à l'élève garde ses écritures, sans son nom."""
        return self._noms.get(personne or 0, "un ancien responsable")

    def auteur(self, ecriture: Ligne | None) -> str:
        if ecriture is None or ecriture.personne is None:
            return "le collège"
        return self.de(ecriture.personne)
