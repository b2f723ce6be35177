"""Les colonnes de la liste : chacune sait se dire d'un dossier."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from dossiersco.campagnes.models import Campagne
from dossiersco.dossiers.formations import parmi
from dossiersco.dossiers.models import Dossier
from dossiersco.espace_agent.formulaire_liste import COLONNES
from dossiersco.espace_agent.panneau import Panneau

TIRET = "–"


@dataclass(frozen=True)
class Ligne:
    dossier: Dossier
    cellules: list[str]


def titres(choisies: Iterable[str]) -> list[str]:
    return [COLONNES[nom] for nom in choisies]


def lignes(
    dossiers: Iterable[Dossier], choisies: Sequence[str], lu: Panneau, campagne: Campagne
) -> list[Ligne]:
    return [
        Ligne(dossier, [DIRE[nom](dossier, lu, campagne) or TIRET for nom in choisies])
        for dossier in dossiers
    ]


def _formation(dossier: Dossier, lu: Panneau, campagne: Campagne) -> str:
    code = parmi(campagne, dossier.code_mef_rentree, dossier.eleve.code_mef, lu.suivantes)
    return lu.libelle("formation", code)


def _naissance(dossier: Dossier, _lu: Panneau, _campagne: Campagne) -> str:
    ne_le = dossier.eleve.date_naiss
    return f"{ne_le:%d/%m/%Y}" if ne_le else ""


def _etat(dossier: Dossier, _lu: Panneau, _campagne: Campagne) -> str:
    return dossier.get_etat_display()


def _envoi(dossier: Dossier, _lu: Panneau, _campagne: Campagne) -> str:
    return f"{dossier.transmis_le:%d/%m/%Y}" if dossier.transmis_le else ""


DIRE: dict[str, Callable[[Dossier, Panneau, Campagne], str]] = {
    "classe": lambda dossier, _lu, _campagne: dossier.eleve.code_structure,
    "formation": _formation,
    "regime": lambda dossier, lu, _campagne: lu.libelle("regime", dossier.eleve.code_regime),
    "naissance": _naissance,
    "ine": lambda dossier, _lu, _campagne: dossier.eleve.id_national,
    "etat": _etat,
    "envoi": _envoi,
    "agent": lambda dossier, _lu, _campagne: str(dossier.attribue_a or ""),
    "etiquettes": lambda dossier, lu, _campagne: ", ".join(lu.etiquettes.get(dossier.pk, ())),
}
