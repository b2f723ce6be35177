"""Les options d'un élève : celles que SIECLE garde, et ce qu'il reproche aux autres.

SIECLE lit le rang d'une option obligatoire dans sa place au fichier.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from dossiersco.siecle.banc.noeuds import Noeud, lu
from dossiersco.siecle.contexte_retour import ContexteRetour
from dossiersco.siecle.lus import Photo

OBLIGATOIRE = "O"


@dataclass(frozen=True, slots=True)
class _Option:
    place: int
    matiere: str
    modalite: str


def retenues(scolarite: Noeud, contexte: ContexteRetour) -> tuple[list[Photo], dict[str, str]]:
    """Les options gardées, dans les balises d'export, et les anomalies : code -> phrase."""
    mef, anomalies = lu(scolarite, "CODE_MEF"), dict[str, str]()
    au_programme = []
    for option in _lues(scolarite):
        if contexte.programmes and (mef, option.matiere, option.modalite) not in (
            contexte.programmes
        ):
            anomalies["INOPT_B_01"] = f"Option {option.matiere} sans programme : ignorée."
        else:
            au_programme.append(option)
    code = _mauvais_compte(au_programme, mef, contexte)
    if code:
        anomalies[code] = "Nombre d’options obligatoires incorrect : options ignorées."
        return [], anomalies
    gardees = []
    for option in au_programme:
        if _bien_placee(option, mef, contexte):
            gardees.append(option)
        else:
            anomalies["OPOBL_C_01"] = f"Option {option.matiere} refusée au rang {option.place}."
    return [_exportee(rang, option) for rang, option in enumerate(gardees, 1)], anomalies


def _lues(scolarite: Noeud) -> Iterator[_Option]:
    for place, noeud in enumerate(scolarite.iterfind("OPTIONS/OPTION"), 1):
        yield _Option(place, lu(noeud, "CODE_MATIERE"), lu(noeud, "CODE_MODALITE_ELECT"))


def _mauvais_compte(options: list[_Option], mef: str, contexte: ContexteRetour) -> str:
    obligatoires = sum(option.modalite == OBLIGATOIRE for option in options)
    attendues = contexte.nb_options_obligatoires.get(mef, obligatoires)
    if obligatoires == attendues:
        return ""
    return "MODCH_B_02" if obligatoires < attendues else "MODCH_B_03"


def _bien_placee(option: _Option, mef: str, contexte: ContexteRetour) -> bool:
    if option.modalite != OBLIGATOIRE or not contexte.options_obligatoires:
        return True
    return (mef, option.matiere, option.place) in contexte.options_obligatoires


def _exportee(rang: int, option: _Option) -> Photo:
    return {
        "NUM_OPTION": str(rang),
        "CODE_MODALITE_ELECT": option.modalite,
        "CODE_MATIERE": option.matiere,
    }
