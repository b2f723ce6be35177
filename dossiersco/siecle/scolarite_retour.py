"""La scolarité de l'année et celle de l'an dernier."""

from datetime import date

from dossiersco.siecle.contexte_retour import ContexteRetour
from dossiersco.siecle.ecriture import Bloc
from dossiersco.siecle.lus import Photo
from dossiersco.siecle.options_retour import options
from dossiersco.siecle.regles import Releve
from dossiersco.siecle.valeurs import date_fr

# Tous les élèves d'un collège sont SCOLAIRE ; le statut manque à beaucoup d'exports.
STATUT = "ST"
DIVISION = "D"
LONGUEUR_MEF = 11


def scolarite_active(photo: Photo, contexte: ContexteRetour, releve: Releve) -> Bloc:
    """SCOLARITE_ACTIVE. Une formation inconnue ou une date hors de l'année bloquent."""
    code_mef = photo.get("CODE_MEF", "")
    if code_mef not in contexte.mefs:
        releve.bloquer("ACMEF", valeur=code_mef)
        return {}
    debut = _debut(photo, contexte, releve)
    return {
        "CODE_MEF": code_mef,
        "CODE_DIVISION": _division(photo, code_mef, contexte, releve),
        "CODE_STATUT": photo.get("CODE_STATUT") or STATUT,
        "DATE_DEB_SCO": debut.isoformat() if debut else "",
        "OPTIONS": {"OPTION": options(photo, code_mef, contexte, releve)},
    }


def _debut(photo: Photo, contexte: ContexteRetour, releve: Releve) -> date | None:
    """Le premier jour de l'année, ou le jour d'entrée s'il est plus tard."""
    if contexte.debut_annee is None or contexte.fin_annee is None:
        releve.bloquer("SCOAC_ANNEE")
        return None
    # Une date d'entrée impossible bloque déjà la fiche : ici, elle vaut absente.
    entree = date_fr(photo.get("DATE_ENTREE", "")) or contexte.debut_annee
    if entree > contexte.fin_annee:
        releve.bloquer("SCOAC_E_02", valeur=photo["DATE_ENTREE"])
    return max(contexte.debut_annee, entree)


def _division(photo: Photo, code_mef: str, contexte: ContexteRetour, releve: Releve) -> str:
    """La première division (un groupe peut la précéder), si elle est rattachée à la formation."""
    structures: list[Photo] = photo.get("STRUCTURES", [])
    codes = (s["CODE_STRUCTURE"] for s in structures if s.get("TYPE_STRUCTURE") == DIVISION)
    division = next(codes, "")
    if division and code_mef not in contexte.divisions.get(division, ()):
        # Envoyée, elle ferait rejeter toute la scolarité active (ACDIV_B_01).
        releve.avertir("DIVISION", valeur=division)
        return ""
    return division


def est_en_fin_d_annee(texte: str, contexte: ContexteRetour) -> bool:
    """SIECLE note au 31 août, ou au dernier jour de l'année, la fin de toute scolarité."""
    jour, fin = date_fr(texte), contexte.fin_annee
    return bool(jour and fin and jour >= min(fin, date(fin.year, 8, 31)))


def sorti_avant_l_annee(photo: Photo, contexte: ContexteRetour) -> bool:
    sortie = date_fr(photo.get("DATE_SORTIE", ""))
    return bool(sortie and contexte.debut_annee and sortie < contexte.debut_annee)


def etablissement_an_dernier(photo: Photo, releve: Releve) -> Bloc:
    """ETABLISSEMENT_AN_DERNIER, d'après SCOLARITE_AN_DERNIER. Jamais notre propre UAI par défaut.

    Les options de l'an dernier ne sont pas dans les exports : la liste est vide.
    """
    lue: Photo = photo.get("SCOLARITE_AN_DERNIER", {})
    origine = {
        balise: lue[balise] for balise in ("CODE_RNE", "CODE_DEPARTEMENT") if lue.get(balise)
    }
    if not origine:
        releve.bloquer("HETAB")
    if not photo.get("CODE_PROVENANCE"):
        releve.bloquer("PROVE")
    if "CODE_RNE" in origine:
        origine.pop("CODE_DEPARTEMENT", None)
    return {
        **origine,
        "CODE_PROVENANCE": photo.get("CODE_PROVENANCE", ""),
        **_formation_an_dernier(lue, releve),
        "CODE_DIVISION": lue.get("CODE_STRUCTURE", ""),
        "OPTIONS_AN_DERNIER": {},
    }


def _formation_an_dernier(lue: Photo, releve: Releve) -> Bloc:
    code_mef = lue.get("CODE_MEF", "")
    if not code_mef:
        return {}
    if len(code_mef) != LONGUEUR_MEF:
        releve.avertir("MEFAD")
        return {}
    return {"CODE_MEF": code_mef, "TYPE_MEF": code_mef[-1]}
