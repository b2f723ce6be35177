"""Importer un ELEVE : le rejeter, ou l'écraser, le scolariser et le relier."""

from copy import deepcopy
from datetime import date

from dossiersco.siecle.banc import joindre, liens, scolarite
from dossiersco.siecle.banc.compte_rendu import Ligne, Section
from dossiersco.siecle.banc.encours import EnCours, ecraser, ecraser_bloc
from dossiersco.siecle.banc.noeuds import Noeud, lu
from dossiersco.siecle.banc.tables import ADRESSE, ELEVE
from dossiersco.siecle.lus import Photo

EXTERNE = "0"


def importer(noeud: Noeud, en_cours: EnCours) -> None:
    cle = en_cours.cles_eleves[lu(noeud, "ID_PRV_ELE")]
    if _rejeter(noeud, en_cours):
        return
    avant = _etat(cle, en_cours)
    photo = en_cours.base.eleves.setdefault(cle, {})
    ecraser(photo, noeud, ELEVE)
    ecraser_bloc(photo, "ADRESSE", noeud.find("ADRESSE"), ADRESSE)
    joindre.controler(photo, noeud, Section.ELEVES_EN_ANOMALIE, en_cours)
    _regime(photo, noeud, en_cours)
    for code, anomalie in scolarite.importer(photo, noeud, en_cours).items():
        en_cours.dire(Section.ELEVES_EN_ANOMALIE, noeud, code, anomalie)
    liens.relier(cle, noeud, en_cours)
    _noter_le_changement(cle, avant, noeud, en_cours)


def absents(en_cours: EnCours) -> None:
    """Les élèves de la base dont le fichier ne dit rien : listés, rien n'y change."""
    presents = set(en_cours.cles_eleves.values())
    for cle, photo in en_cours.base.eleves.items():
        if cle not in presents:
            nom = f"{photo.get('NOM_DE_FAMILLE', '')} {photo.get('PRENOM', '')}"
            phrase = "Élève absent du fichier."
            division = _division(photo)
            ligne = Ligne(Section.ELEVES_ABSENTS, division, nom, cle, "", phrase, "ABSEN")
            en_cours.lignes.append(ligne)


def _rejeter(noeud: Noeud, en_cours: EnCours) -> bool:
    motif = lu(noeud, "CODE_MOTIF_SORTIE")
    legaux = [lu(legal, "ID_PRV_PER") for legal in noeud.iterfind("RESPONSABLES_ELEVE/LEGAL")]
    rejets = []
    if motif and motif not in en_cours.contexte.codes("motifs_sortie"):
        rejets.append(("REJEL_SORTI_F_01", f"Motif de sortie « {motif} » invalide."))
    if _entree_incoherente(noeud, en_cours):
        rejets.append(("REJEL_ENTREE_B_02", "Date d’entrée incohérente."))
    if legaux and en_cours.rejetees.issuperset(legaux):
        rejets.append(("REJEL", "Élève sans responsable légal."))
    for code, anomalie in rejets:
        en_cours.dire(Section.ELEVES_REJETES, noeud, code, anomalie)
    return bool(rejets)


def _entree_incoherente(noeud: Noeud, en_cours: EnCours) -> bool:
    """Avant la naissance, après la sortie ou après l'année : c'est ce qu'on suppose."""
    if not lu(noeud, "DATE_ENTREE"):
        return False
    entree = date.fromisoformat(lu(noeud, "DATE_ENTREE"))
    sortie, fin = lu(noeud, "DATE_SORTIE"), en_cours.contexte.fin_annee
    apres_la_sortie = bool(sortie) and entree > date.fromisoformat(sortie)
    apres_l_annee = fin is not None and entree > fin
    return entree < date.fromisoformat(lu(noeud, "DATE_NAISS")) or apres_la_sortie or apres_l_annee


def _regime(photo: Photo, noeud: Noeud, en_cours: EnCours) -> None:
    regime = photo["CODE_REGIME"]
    if regime not in en_cours.contexte.codes("regimes"):
        photo["CODE_REGIME"] = EXTERNE
        anomalie = f"Régime « {regime} » invalide : externe."
        en_cours.dire(Section.ELEVES_NOTES, noeud, "INF_REGIM_A_01", anomalie)


def _division(photo: Photo) -> str:
    structures: list[Photo] = photo.get("STRUCTURES", [])
    codes = (s["CODE_STRUCTURE"] for s in structures if s.get("TYPE_STRUCTURE") == "D")
    return next(codes, "")


def _etat(cle: str, en_cours: EnCours) -> tuple[Photo | None, dict[str, Photo]]:
    liens_lus = {p: photo for (e, p), photo in en_cours.base.liens.items() if e == cle}
    return deepcopy((en_cours.base.eleves.get(cle), liens_lus))


def _noter_le_changement(
    cle: str, avant: tuple[Photo | None, dict[str, Photo]], noeud: Noeud, en_cours: EnCours
) -> None:
    if avant[0] is None:
        en_cours.dire(Section.ELEVES_MODIFIES, noeud, "AJOUT", "Élève ajouté.")
    elif avant != _etat(cle, en_cours):
        en_cours.dire(Section.ELEVES_MODIFIES, noeud, "MODIF", "Élève modifié.")
