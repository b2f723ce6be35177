"""L'import en train de se faire : la base qui change, et ce que le compte rendu en dira."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from dossiersco.siecle.banc.annuaire import Annuaire
from dossiersco.siecle.banc.base import Base
from dossiersco.siecle.banc.compte_rendu import DES_PERSONNES, Ligne, Section
from dossiersco.siecle.banc.noeuds import Noeud, lu
from dossiersco.siecle.banc.tables import Table
from dossiersco.siecle.contexte_retour import ContexteRetour
from dossiersco.siecle.lus import Photo


@dataclass(slots=True)
class EnCours:
    """`cles_…` : ID_PRV du fichier -> clé de SIECLE. `parentes` : ID_PRV_PER -> CODE_PARENTE."""

    base: Base
    contexte: ContexteRetour
    version: str
    annuaire: Annuaire
    parentes: Mapping[str, frozenset[str]]
    cles_eleves: Mapping[str, str]
    cles_personnes: dict[str, str] = field(default_factory=dict)
    rejetees: set[str] = field(default_factory=set)
    lignes: list[Ligne] = field(default_factory=list)

    def dire(self, section: Section, noeud: Noeud, code: str, anomalie: str) -> None:
        """Une ligne du compte rendu sur cette PERSONNE ou cet ELEVE."""
        prv = lu(noeud, "ID_PRV_PER" if section in DES_PERSONNES else "ID_PRV_ELE")
        cles = self.cles_personnes if section in DES_PERSONNES else self.cles_eleves
        nom = f"{lu(noeud, 'NOM_DE_FAMILLE').upper()} {lu(noeud, 'PRENOM').capitalize()}"
        division = lu(noeud, "SCOLARITE_ACTIVE/CODE_DIVISION")
        self.lignes.append(Ligne(section, division, nom, cles.get(prv, ""), prv, anomalie, code))


def ecraser(photo: Photo, noeud: Noeud | None, table: Table) -> None:
    """Ce que le fichier donne remplace ; ce qu'il omet disparaît."""
    for balise, (exportee, convertir) in table.items():
        valeur = lu(noeud, balise)
        if valeur:
            photo[exportee] = convertir(valeur)
        else:
            photo.pop(exportee, None)


def ecraser_bloc(photo: Photo, cle: str, noeud: Noeud | None, table: Table) -> None:
    # Une copie : deux personnes peuvent partager l'adresse lue, l'import n'en change qu'une.
    bloc: Photo = dict(photo.get(cle, {}))
    ecraser(bloc, noeud, table)
    if bloc:
        photo[cle] = bloc
    else:
        photo.pop(cle, None)
