"""La scolarité de l'année, que SIECLE peut rejeter en entier, et celle de l'an dernier."""

from collections.abc import Iterator
from datetime import date

from dossiersco.siecle.banc import options
from dossiersco.siecle.banc.encours import EnCours, ecraser, ecraser_bloc
from dossiersco.siecle.banc.noeuds import Noeud, lu
from dossiersco.siecle.banc.tables import (
    ETABLISSEMENT_AN_DERNIER,
    PROVENANCE,
    SCOLARITE_ACTIVE,
    SORTIE,
)
from dossiersco.siecle.contexte_retour import ContexteRetour
from dossiersco.siecle.lus import Photo

Anomalies = dict[str, str]
DIVISION = "D"
SORTIE_IGNOREE = "SCOAC_E_02"


def importer(photo: Photo, noeud: Noeud, en_cours: EnCours) -> Anomalies:
    """Écrase sortie et scolarités de `photo` ; rend les anomalies, code -> phrase."""
    active, contexte = noeud.find("SCOLARITE_ACTIVE"), en_cours.contexte
    rejets = dict(_rejets(active, contexte)) if active is not None else {}
    retenue = None if rejets else active
    if lu(noeud, "CODE_MOTIF_SORTIE") or photo.get("CODE_MOTIF_SORTIE"):
        ecraser(photo, None if SORTIE_IGNOREE in rejets else noeud, SORTIE)
    ecraser(photo, retenue, SCOLARITE_ACTIVE)
    gardees, anomalies = options.retenues(retenue, contexte) if retenue is not None else ([], {})
    _poser(photo, "OPTIONS", gardees)
    _remplacer_la_division(photo, lu(retenue, "CODE_DIVISION"))
    anomalies |= rejets | _statut(photo, contexte)
    return anomalies | _an_dernier(photo, noeud, contexte)


def _rejets(active: Noeud, contexte: ContexteRetour) -> Iterator[tuple[str, str]]:
    """Ce qui fait rejeter toute la scolarité de l'année."""
    mef, division = lu(active, "CODE_MEF"), lu(active, "CODE_DIVISION")
    if contexte.mefs and mef not in contexte.mefs:
        yield "ACMEF", f"Formation {mef} inconnue : scolarité active rejetée."
    if division and contexte.divisions and mef not in contexte.divisions.get(division, ()):
        yield "ACDIV_B_01", f"Division {division} non rattachée au MEF {mef} : scolarité rejetée."
    debut, fin = contexte.debut_annee, contexte.fin_annee
    if debut and fin and not debut <= date.fromisoformat(lu(active, "DATE_DEB_SCO")) <= fin:
        yield SORTIE_IGNOREE, f"Début de scolarité hors de l’année (du {debut} au {fin}) : ignorée."


def _statut(photo: Photo, contexte: ContexteRetour) -> Anomalies:
    statut = photo.get("CODE_STATUT", "")
    if not statut or statut in contexte.codes("statuts"):
        return {}
    del photo["CODE_STATUT"]
    return {"STATU_C_01": f"Statut « {statut} » inconnu : ignoré."}


def _an_dernier(photo: Photo, noeud: Noeud, contexte: ContexteRetour) -> Anomalies:
    passee, active = noeud.find("ETABLISSEMENT_AN_DERNIER"), noeud.find("SCOLARITE_ACTIVE")
    ecraser(photo, passee, PROVENANCE)
    ecraser_bloc(photo, "SCOLARITE_AN_DERNIER", passee, ETABLISSEMENT_AN_DERNIER)
    mef, anomalies = lu(passee, "CODE_MEF"), Anomalies()
    # Un redoublant suit deux ans la même formation : SIECLE n'y trouve à redire, supposons-nous,
    # que s'il ne redouble pas.
    if mef and mef == lu(active, "CODE_MEF") and photo["DOUBLEMENT"] == "0":
        anomalies["SCOAC_F_01"] = f"Formation {mef} identique à la scolarité précédente."
    if mef and contexte.mefs_connues and mef not in contexte.mefs_connues:
        del photo["SCOLARITE_AN_DERNIER"]["CODE_MEF"]
        anomalies["MEFAD_C_02"] = f"Formation de l’an dernier {mef} inconnue : effacée."
    if _chevauche(passee, contexte):
        anomalies["SCOPR_C_04"] = "La scolarité précédente en recouvre une autre."
    return anomalies


def _chevauche(passee: Noeud | None, contexte: ContexteRetour) -> bool:
    dates = [lu(passee, balise) for balise in ("DATE_DEB_SCO", "DATE_FIN_SCO")]
    debut = contexte.debut_annee
    return any(debut and texte and date.fromisoformat(texte) >= debut for texte in dates)


def _remplacer_la_division(photo: Photo, division: str) -> None:
    """Les groupes restent ; une division inchangée garde sa place dans la liste."""
    lues: list[Photo] = photo.get("STRUCTURES", [])
    nouvelle = {"CODE_STRUCTURE": division, "TYPE_STRUCTURE": DIVISION}
    gardees = [s for s in lues if s.get("TYPE_STRUCTURE") != DIVISION or s == nouvelle]
    if division and nouvelle not in gardees:
        gardees.insert(0, nouvelle)
    _poser(photo, "STRUCTURES", gardees)


def _poser(photo: Photo, cle: str, liste: list[Photo]) -> None:
    if liste:
        photo[cle] = liste
    else:
        photo.pop(cle, None)
