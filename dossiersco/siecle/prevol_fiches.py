"""Ce que SIECLE trouverait à redire d'une fiche à envoyer : code du compte rendu, et la valeur.

Lit les blocs qui vont être écrits, jamais le fichier : le banc, lui, ne lit que le fichier.
"""

import re
from collections.abc import Iterator, Set
from datetime import date

from dossiersco.siecle.contexte_retour import ContexteRetour
from dossiersco.siecle.ecriture import Bloc
from dossiersco.siecle.nomenclatures import professions_acceptees

Constat = tuple[str, str]

NIVEAUX = ("LEGAL", "PERSONNE_EN_CHARGE", "CONTACT")
AIDE_SOCIALE = "51"
INCONNUE = "99"
FRANCAIS = re.compile(r"0[1-9]\d{8}", re.ASCII)
ETRANGER = re.compile(r"\+[1-9]\d{6,17}", re.ASCII)
NON = frozenset({"false", "0"})


def de_la_personne(bloc: Bloc, parentes: Set[str]) -> Iterator[Constat]:
    """`parentes` : les CODE_PARENTE que les élèves du fichier lui donnent."""
    profession = bloc.get("CODE_PROFESSION", "")
    if profession not in professions_acceptees():
        yield "PEPCS", profession
        return
    yield from _joindre(bloc)
    if AIDE_SOCIALE in parentes and profession != INCONNUE:
        yield "PEPCS_B_01", profession
    if not bloc.get("COMMUNICATION_ADRESSE"):
        yield "INF_COMAD_A_01", ""
    if bloc.get("ENFANT_A_CHARGE") == "0":
        yield "NBENF_F_03", "0"


def de_l_eleve(bloc: Bloc, rejetees: Set[str], contexte: ContexteRetour) -> Iterator[Constat]:
    """`rejetees` : les ID_PRV_PER que SIECLE rejettera. Un élève rejeté n'a pas d'anomalie."""
    rejets = list(_rejets(bloc, rejetees, contexte))
    yield from rejets
    if rejets:
        return
    yield from _joindre(bloc)
    regime = bloc.get("CODE_REGIME", "")
    if regime not in contexte.codes("regimes"):
        yield "INF_REGIM_A_01", regime
    active: Bloc = bloc.get("SCOLARITE_ACTIVE", {})
    if active:
        yield from _scolarite_active(active, contexte)
    yield from _an_dernier(bloc, active, contexte)


def _joindre(bloc: Bloc) -> Iterator[Constat]:
    usage: str = bloc.get("NOM_USAGE", "")
    if usage and usage.upper() == bloc.get("NOM_DE_FAMILLE", "").upper():
        yield "PUSAG_A_01", usage
    for balise in ("TEL_PERSONNEL", "TEL_PROFESSIONNEL", "TEL_PORTABLE"):
        numero: str = bloc.get(balise, "")
        if numero and not (FRANCAIS.fullmatch(numero) or ETRANGER.fullmatch(numero)):
            yield "TELEP_E_02" if balise == "TEL_PORTABLE" else "TELEP_E_01", numero


def _rejets(bloc: Bloc, rejetees: Set[str], contexte: ContexteRetour) -> Iterator[Constat]:
    motif = bloc.get("CODE_MOTIF_SORTIE", "")
    if motif and motif not in contexte.codes("motifs_sortie"):
        yield "REJEL_SORTI_F_01", motif
    entree = jour(bloc.get("DATE_ENTREE"))
    if entree and not _entree_tenable(entree, bloc, contexte):
        yield "REJEL_ENTREE_B_02", f"{entree:%d/%m/%Y}"
    legaux = [legal["ID_PRV_PER"] for legal in liens(bloc, "LEGAL") if legal.get("ID_PRV_PER")]
    if legaux and all(legal in rejetees for legal in legaux):
        yield "REJEL", ""


def _entree_tenable(entree: date, bloc: Bloc, contexte: ContexteRetour) -> bool:
    bornes = (jour(bloc.get("DATE_SORTIE")), contexte.fin_annee)
    naissance = jour(bloc.get("DATE_NAISS"))
    return (naissance is None or naissance <= entree) and all(
        borne is None or entree <= borne for borne in bornes
    )


def liens(bloc: Bloc, balise: str) -> list[Bloc]:
    """Les liens d'un élève à ce niveau (`NIVEAUX`)."""
    responsables: Bloc = bloc.get("RESPONSABLES_ELEVE") or {}
    cites: list[Bloc] = responsables.get(balise) or []
    return cites


def jour(texte: str | None) -> date | None:
    """La date ISO d'un bloc ; None si elle manque ou n'en est pas une."""
    try:
        return date.fromisoformat(texte or "")
    except ValueError:
        return None


def _scolarite_active(active: Bloc, contexte: ContexteRetour) -> Iterator[Constat]:
    mef, statut = active.get("CODE_MEF", ""), active.get("CODE_STATUT", "")
    rejets = list(_scolarite_rejetee(active, mef, contexte))
    yield from rejets
    if rejets:
        return
    if statut and statut not in contexte.codes("statuts"):
        yield "STATU_C_01", statut
    yield from _options((active.get("OPTIONS") or {}).get("OPTION") or [], mef, contexte)


def _scolarite_rejetee(active: Bloc, mef: str, contexte: ContexteRetour) -> Iterator[Constat]:
    division = active.get("CODE_DIVISION", "")
    if contexte.mefs and mef not in contexte.mefs:
        yield "ACMEF", mef
    if division and contexte.divisions:
        rattachees = contexte.divisions.get(division, ())
        if mef not in rattachees:
            yield "ACDIV_B_01", division
    debut = jour(active.get("DATE_DEB_SCO"))
    if debut and _hors_de_l_annee(debut, contexte):
        yield "SCOAC_E_02", f"{debut:%d/%m/%Y}"


def _hors_de_l_annee(debut: date, contexte: ContexteRetour) -> bool:
    if contexte.debut_annee is None or contexte.fin_annee is None:
        return False
    return debut < contexte.debut_annee or debut > contexte.fin_annee


def _options(options: list[Bloc], mef: str, contexte: ContexteRetour) -> Iterator[Constat]:
    lues = [(o.get("CODE_MATIERE", ""), o.get("CODE_MODALITE_ELECT", "")) for o in options]
    ignorees = {
        (matiere, modalite)
        for matiere, modalite in lues
        if contexte.programmes and (mef, matiere, modalite) not in contexte.programmes
    }
    for matiere, _ in sorted(ignorees):
        yield "INOPT_B_01", matiere
    gardees = [(rang, *option) for rang, option in enumerate(lues, 1) if option not in ignorees]
    obligatoires = [(rang, matiere) for rang, matiere, modalite in gardees if modalite == "O"]
    attendues = contexte.nb_options_obligatoires.get(mef)
    if attendues is not None and len(obligatoires) != attendues:
        yield "MODCH_B_02" if len(obligatoires) < attendues else "MODCH_B_03", str(attendues)
    elif contexte.options_obligatoires:
        for rang, matiere in obligatoires:
            if (mef, matiere, rang) not in contexte.options_obligatoires:
                yield "OPOBL_C_01", matiere


def _an_dernier(bloc: Bloc, active: Bloc, contexte: ContexteRetour) -> Iterator[Constat]:
    passee: Bloc = bloc.get("ETABLISSEMENT_AN_DERNIER") or {}
    mef = passee.get("CODE_MEF", "")
    if mef and contexte.mefs_connues and mef not in contexte.mefs_connues:
        yield "MEFAD_C_02", mef
    if mef and mef == active.get("CODE_MEF") and bloc.get("DOUBLEMENT") in NON:
        yield "SCOAC_F_01", mef
    dates = [jour(passee.get(balise)) for balise in ("DATE_DEB_SCO", "DATE_FIN_SCO")]
    debut = contexte.debut_annee
    if debut and any(lue and lue >= debut for lue in dates):
        yield "SCOPR_C_04", ""
