"""Ce que la préparation du retour doit savoir de la campagne : quatre lectures."""

from collections import defaultdict

from dossiersco.campagnes.models import Campagne
from dossiersco.siecle.contexte_retour import ContexteRetour, est_ouverte


def contexte_de(campagne: Campagne) -> ContexteRetour:
    options = list(
        campagne.options.values_list("code_mef", "code_matiere", "code_modalite_elect", "rangs")
    )
    mefs = list(campagne.mefs.all())
    return ContexteRetour(
        debut_annee=campagne.date_debut_eleve,
        fin_annee=campagne.date_fin_eleve,
        mefs=frozenset(
            mef.code_mef for mef in mefs if est_ouverte(mef.photo, campagne.date_debut_eleve)
        ),
        divisions={
            code: tuple(codes_mef)
            for code, codes_mef in campagne.divisions.values_list("code_structure", "codes_mef")
        },
        programmes=frozenset((mef, matiere, modalite) for mef, matiere, modalite, _ in options),
        options_obligatoires=frozenset(
            (mef, matiere, rang) for mef, matiere, _, rangs in options for rang in rangs
        ),
        nb_options_obligatoires={
            mef.code_mef: mef.nb_opt_oblig for mef in mefs if mef.nb_opt_oblig is not None
        },
        mefs_connues=frozenset(mef.code_mef for mef in mefs),
        tables=_tables(campagne),
    )


def _tables(campagne: Campagne) -> dict[str, frozenset[str]]:
    codes: dict[str, set[str]] = defaultdict(set)
    for table, code in campagne.codes.values_list("table", "code"):
        codes[table].add(code)
    return {table: frozenset(lus) for table, lus in codes.items()}
