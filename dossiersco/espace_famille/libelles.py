"""Les codes dits à une famille : pas de capitales d'imprimante, pas de jargon."""

from collections.abc import Mapping
from dataclasses import replace

from dossiersco.campagnes.carte_options import noms_courts
from dossiersco.campagnes.tables import Tables, tables_de
from dossiersco.dossiers.formations import parmi
from dossiersco.dossiers.models import Dossier
from dossiersco.siecle import nomenclatures, pays

CIVILITES = {"1": "Monsieur", "2": "Madame"}


def tables_lisibles(dossier: Dossier) -> Tables:
    """Les tables du collège, réécrites pour être lues ; ce que le collège a rebaptisé est gardé.

    Une option s'y lit comme là où elle se choisit, dans la formation de la rentrée.
    """
    tables = tables_de(dossier.campagne)
    liens = nomenclatures.lignes("parentes")
    parentes = {ligne["code"]: ligne["libelle_edition"] for ligne in liens}
    return replace(
        tables,
        matieres={**tables.matieres, **_options(dossier, tables)},
        codes={
            **tables.codes,
            "regimes": _lisibles(tables.table("regimes"), "regimes", {}),
            "civilites": _lisibles(tables.table("civilites"), "civilites", CIVILITES),
            "parentes": _lisibles(tables.table("parentes"), "parentes", parentes),
            "pays": _choisis(tables.table("pays"), pays.pays()),
            "nationalites": _choisis(tables.table("nationalites"), pays.nationalites()),
        },
    )


def _options(dossier: Dossier, tables: Tables) -> dict[str, str]:
    choisie, lue = dossier.code_mef_rentree, dossier.eleve.code_mef
    code_mef = parmi(dossier.campagne, choisie, lue, tables.suivantes)
    offertes = tables.offertes.get(code_mef, {})
    return dict(zip(offertes, noms_courts(list(offertes.values())), strict=True))


def _lisibles(du_college: Mapping[str, str], nom: str, clairs: Mapping[str, str]) -> dict[str, str]:
    nationale = nomenclatures.table(nom)
    return {
        code: clairs[code]
        if code in clairs and libelle == nationale.get(code)
        else _sans_capitales(libelle)
        for code, libelle in du_college.items()
    }


def _choisis(du_college: Mapping[str, str], clairs: Mapping[str, str]) -> dict[str, str]:
    """Ceux que le SIECLE du collège connaît, dans l'ordre où ils se cherchent."""
    return {code: clair for code, clair in clairs.items() if code in du_college}


def _sans_capitales(libelle: str) -> str:
    return libelle.capitalize() if libelle.isupper() else libelle
