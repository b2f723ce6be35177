"""Ce que la préparation doit savoir d'autre que la fiche : l'année, les formations, les liens."""

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, field
from datetime import date

from dossiersco.siecle import nomenclatures
from dossiersco.siecle.lus import Communs, DivisionLue, Nomenclature, Photo
from dossiersco.siecle.valeurs import date_fr


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


def des_exports(
    nomenclature: Nomenclature, divisions: Iterable[DivisionLue], communs: Communs
) -> ContexteRetour:
    """Le contexte que disent Nomenclature, Structures et Communs."""
    debut = date_fr(communs.date_debut_eleve)
    return ContexteRetour(
        debut_annee=debut,
        fin_annee=date_fr(communs.date_fin_eleve),
        mefs=frozenset(m.code_mef for m in nomenclature.mefs if est_ouverte(m.photo, debut)),
        divisions={division.code_structure: division.codes_mef for division in divisions},
        programmes=frozenset(nomenclature.programmes),
        options_obligatoires=frozenset(nomenclature.options_obligatoires),
        nb_options_obligatoires={
            mef.code_mef: int(mef.photo["NB_OPT_OBLIG"])
            for mef in nomenclature.mefs
            if mef.photo.get("NB_OPT_OBLIG", "").isdecimal()
        },
        mefs_connues=frozenset(mef.code_mef for mef in nomenclature.mefs),
        tables={table: frozenset(codes) for table, codes in nomenclature.tables.items()},
    )


def est_ouverte(mef: Photo, debut: date | None) -> bool:
    """Sélectionnée par le collège, et pas fermée avant la rentrée."""
    ferme_le = date_fr(mef.get("DATE_FERMETURE", ""))
    fermee = ferme_le is not None and debut is not None and ferme_le < debut
    return mef.get("INSCRIPTION_ETAB", "1") == "1" and not fermee


@dataclass(frozen=True, slots=True)
class ResponsablePrepare:
    """Un responsable de l'élève : son numéro dans le fichier, et la photo de son lien."""

    id_prv: int
    lien: Photo
    nom: str = "Un responsable"
