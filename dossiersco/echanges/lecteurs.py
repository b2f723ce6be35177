"""Un fichier reçu, export XML ou fiche élève : les mêmes questions, les mêmes réponses."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from dossiersco.campagnes.models import Campagne
from dossiersco.siecle import classeur, eleves, export, responsables, tableur
from dossiersco.siecle.anomalies import Signaler
from dossiersco.siecle.export import Export
from dossiersco.siecle.lus import EleveLu, LienLu, PersonneLue
from dossiersco.siecle.tableur import Tableur

Recu = Export | Tableur


@dataclass(frozen=True)
class Portee:
    """Ce que le silence d'un fichier veut dire.

    Sans `avec_adresses`, une adresse absente n'est pas une adresse effacée. `de_secours` : la fiche
    élève, dont les colonnes sont trop peu pour qu'une valeur absente en efface une.
    """

    avec_adresses: bool = True
    de_secours: bool = False


def ouvrir(source: Path | IO[bytes], nom: str) -> Recu:
    """Le contenu décide. Lève `FichierRefuse`."""
    if classeur.est_un_classeur(source):
        return tableur.ouvrir(source, nom)
    return export.ouvrir(source, nom)


def portee(recu: Recu) -> Portee:
    if isinstance(recu, Tableur):
        return Portee(de_secours=True)
    return Portee(avec_adresses=("ADRESSES", "ADRESSE") in recu.enregistrements)


def lire_eleves(recu: Recu, signaler: Signaler, campagne: Campagne) -> Iterator[EleveLu]:
    if isinstance(recu, Tableur):
        return recu.eleves(signaler, _matieres(campagne))
    return eleves.lire(recu, signaler)


def lire_personnes(recu: Recu, signaler: Signaler) -> Iterator[PersonneLue]:
    if isinstance(recu, Tableur):
        return recu.personnes(signaler)
    return responsables.lire_personnes(recu, signaler)


def lire_liens(recu: Recu, signaler: Signaler) -> Iterator[LienLu]:
    if isinstance(recu, Tableur):
        return recu.liens(signaler)
    return responsables.lire_liens(recu, signaler)


def numeros(recu: Recu) -> set[int]:
    """Les ID_PRV_* que le fichier dit déjà ; la fiche n'en a pas."""
    return set() if isinstance(recu, Tableur) or not recu.recolte else recu.recolte.numeros


def _matieres(campagne: Campagne) -> Mapping[str, str]:
    """CODE_GESTION -> CODE_MATIERE, quand une clé de gestion ne désigne qu'une matière."""
    matieres: dict[str, set[str]] = {}
    for gestion, code in campagne.options.values_list("code_gestion", "code_matiere"):
        if gestion:
            matieres.setdefault(gestion, set()).add(code)
    return {gestion: codes.pop() for gestion, codes in matieres.items() if len(codes) == 1}
