"""Importer une PERSONNE : la reconnaître, la rejeter ou l'écraser, et noter ce qui cloche."""

from dossiersco.siecle import nomenclatures
from dossiersco.siecle.banc import joindre
from dossiersco.siecle.banc.compte_rendu import Section
from dossiersco.siecle.banc.encours import EnCours, ecraser, ecraser_bloc
from dossiersco.siecle.banc.noeuds import Noeud, lu
from dossiersco.siecle.banc.tables import ADRESSE, PERSONNE
from dossiersco.siecle.lus import Photo

AIDE_SOCIALE = "51"
INCONNUE = "99"


def importer(noeud: Noeud, en_cours: EnCours) -> None:
    prv = lu(noeud, "ID_PRV_PER")
    profession = lu(noeud, "CODE_PROFESSION")
    if profession not in _professions():
        anomalie = f"Profession « {profession} » refusée : responsable rejeté."
        en_cours.rejetees.add(prv)
        en_cours.dire(Section.PERSONNES_REJETEES, noeud, "PEPCS", anomalie)
        return
    photo = en_cours.base.personnes.setdefault(en_cours.cles_personnes[prv], {})
    ecraser(photo, noeud, PERSONNE)
    ecraser_bloc(photo, "ADRESSE", noeud.find("ADRESSE"), ADRESSE)
    joindre.controler(photo, noeud, Section.PERSONNES_EN_ANOMALIE, en_cours)
    _forcer(photo, noeud, en_cours)


def _professions() -> frozenset[str]:
    pcs = nomenclatures.lignes("professions_pcs")
    return frozenset(ligne["code"] for ligne in pcs if ligne["accepte_par_siecle"] == "1")


def _forcer(photo: Photo, noeud: Noeud, en_cours: EnCours) -> None:
    en_anomalie = Section.PERSONNES_EN_ANOMALIE
    if AIDE_SOCIALE in en_cours.parentes[photo["ID_PRV_PER"]]:
        if photo["CODE_PROFESSION"] != INCONNUE:
            en_cours.dire(en_anomalie, noeud, "PEPCS_B_01", "ASE : profession forcée à 99.")
        photo["CODE_PROFESSION"] = INCONNUE
    if "COMMUNICATION_ADRESSE" not in photo:
        photo["COMMUNICATION_ADRESSE"] = "0"
        anomalie = "Communication de l’adresse absente : non."
        en_cours.dire(Section.PERSONNES_NOTES, noeud, "INF_COMAD_A_01", anomalie)
    if lu(noeud, "ENFANT_A_CHARGE") == "0":
        en_cours.dire(en_anomalie, noeud, "NBENF_F_03", "Enfants à charge forcés à 1.")
