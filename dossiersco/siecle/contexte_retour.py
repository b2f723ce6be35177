"""Ce que la préparation doit savoir d'autre que la fiche : l'année, les formations, les liens."""

from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from datetime import date

from dossiersco.siecle import nomenclatures
from dossiersco.siecle.lus import Photo


@dataclass(frozen=True, slots=True)
class ContexteRetour:
    """L'année et la nomenclature de l'établissement visé. Ce qui est vide est inconnu.

    `mefs` : les CODE_MEF ouverts et sélectionnés ; `mefs_connues` : tous ceux de la Nomenclature.
    `divisions` : code -> CODE_MEF rattachés. `programmes` : (code_mef, code_matiere,
    code_modalite_elect). `options_obligatoires` : (code_mef, code_matiere, rang).
    `nb_options_obligatoires` : code_mef -> NB_OPT_OBLIG. `tables` : nom de table -> codes, quand
    l'établissement a les siennes.
    """

    debut_annee: date | None = None
    fin_annee: date | None = None
    mefs: frozenset[str] = frozenset()
    divisions: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    programmes: frozenset[tuple[str, str, str]] = frozenset()
    options_obligatoires: frozenset[tuple[str, str, int]] = frozenset()
    nb_options_obligatoires: Mapping[str, int] = field(default_factory=dict)
    mefs_connues: frozenset[str] = frozenset()
    tables: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def codes(self, table: str) -> Set[str]:
        """Les codes de cette table chez l'établissement ; à défaut, ceux livrés avec le paquet."""
        return self.tables.get(table) or nomenclatures.table(table).keys()


@dataclass(frozen=True, slots=True)
class ResponsablePrepare:
    """Un responsable de l'élève : son numéro dans le fichier, et la photo de son lien."""

    id_prv: int
    lien: Photo
    nom: str = "Un responsable"
