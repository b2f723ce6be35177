"""Les règles de SIECLE qui se voient dans un fichier, sans la base de l'établissement.

Le pré-vol en connaît la plupart : on lui rend les blocs du fichier. Les autres sont d'ici, et
portent le préfixe du thème de SIECLE (PAREN, CIVIL, HETAB, LNAIS).
"""

from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from dossiersco.siecle.contexte_retour import ContexteRetour
from dossiersco.siecle.ecriture import Bloc
from dossiersco.siecle.fautes import Faute
from dossiersco.siecle.nomenclatures import table
from dossiersco.siecle.pays import FRANCE
from dossiersco.siecle.prevol import Annonce, Sorte, annoncer
from dossiersco.siecle.verification import faute

PERSONNES, ELEVES = "DONNEES/PERSONNES/PERSONNE", "DONNEES/ELEVES/ELEVE"
REPETES = frozenset({"LEGAL", "PERSONNE_EN_CHARGE", "CONTACT", "OPTION", "BOURSE", "DPP"})
BLOCS = REPETES | {
    "ADRESSE",
    "RESPONSABLES_ELEVE",
    "SCOLARITE_ACTIVE",
    "OPTIONS",
    "ETABLISSEMENT_AN_DERNIER",
    "OPTIONS_AN_DERNIER",
    "BOURSES",
    "DPPS",
}
# Où regarder dans la fiche, pour chaque code du pré-vol.
LIEUX = {
    "ACDIV_B_01": "SCOLARITE_ACTIVE/CODE_DIVISION",
    "ACMEF": "SCOLARITE_ACTIVE/CODE_MEF",
    "INF_REGIM_A_01": "CODE_REGIME",
    "INOPT_B_01": "SCOLARITE_ACTIVE/OPTIONS",
    "MEFAD_C_02": "ETABLISSEMENT_AN_DERNIER/CODE_MEF",
    "MODCH_B_02": "SCOLARITE_ACTIVE/OPTIONS",
    "MODCH_B_03": "SCOLARITE_ACTIVE/OPTIONS",
    "NBENF_F_03": "ENFANT_A_CHARGE",
    "OPOBL_C_01": "SCOLARITE_ACTIVE/OPTIONS",
    "PEPCS": "CODE_PROFESSION",
    "PEPCS_B_01": "CODE_PROFESSION",
    "PUSAG_A_01": "NOM_USAGE",
    "REJEL": "RESPONSABLES_ELEVE",
    "REJEL_ENTREE_B_02": "DATE_ENTREE",
    "REJEL_SORTI_F_01": "CODE_MOTIF_SORTIE",
    "SCOAC_E_02": "SCOLARITE_ACTIVE/DATE_DEB_SCO",
    "SCOAC_F_01": "SCOLARITE_ACTIVE/CODE_MEF",
    "SCOPR_C_04": "ETABLISSEMENT_AN_DERNIER/DATE_FIN_SCO",
    "STATU_C_01": "SCOLARITE_ACTIVE/CODE_STATUT",
    "TELEP_E_02": "TEL_PORTABLE",
}
MERE, MONSIEUR = "10", "1"
SIXIEME = "100"
"""Le début d'un CODE_MEF de sixième."""
MEME_ACADEMIE = "1"


@dataclass(frozen=True, slots=True)
class Examen:
    """`annonces` : ce que le pré-vol a dit des fiches de ce fichier."""

    degats: tuple[Faute, ...]
    avis: tuple[Faute, ...]
    annonces: tuple[Annonce, ...]


def examiner(racine: etree._Element, contexte: ContexteRetour) -> Examen:
    """`racine` : IMPORT_ELEVES, même mal formé : ce qui n'a pas la forme attendue est ignoré."""
    annonces = _annonces(racine, contexte)
    fiches = _fiches(racine)
    dites = [(a, _faute(a, fiches)) for a in annonces if (a.sorte, a.id_prv) in fiches]
    uaj = (racine.findtext("PARAMETRES/UAJ") or "").strip().upper()
    notres = list(_regles_du_fichier(racine, uaj))
    return Examen(
        degats=tuple([f for a, f in dites if _abime(a)] + [f for grave, f in notres if grave]),
        avis=tuple([f for a, f in dites if not _abime(a)] + [f for g, f in notres if not g]),
        annonces=annonces,
    )


def _abime(annonce: Annonce) -> bool:
    """Une note sans conséquence (« non » pour ce qu'on ne dit pas) n'abîme rien."""
    return bool(annonce.perdues) and annonce.code != "INF_COMAD_A_01"


def _annonces(racine: etree._Element, contexte: ContexteRetour) -> tuple[Annonce, ...]:
    personnes = [_bloc(noeud) for noeud in racine.iterfind(PERSONNES)]
    return annoncer(personnes, [_bloc(noeud) for noeud in racine.iterfind(ELEVES)], contexte)


def _bloc(noeud: etree._Element) -> Bloc:
    bloc: Bloc = {}
    for enfant in noeud:
        balise = str(enfant.tag)
        valeur = _bloc(enfant) if balise in BLOCS else (enfant.text or "").strip()
        if balise in REPETES:
            bloc.setdefault(balise, []).append(valeur)
        else:
            bloc.setdefault(balise, valeur)
    return bloc


def _fiches(racine: etree._Element) -> dict[tuple[Sorte, str], etree._Element]:
    """Chaque fiche par son numéro, la première s'il est répété."""
    fiches: dict[tuple[Sorte, str], etree._Element] = {}
    for sorte, chemin, balise in (
        (Sorte.PERSONNE, PERSONNES, "ID_PRV_PER"),
        (Sorte.ELEVE, ELEVES, "ID_PRV_ELE"),
    ):
        for noeud in racine.iterfind(chemin):
            fiches.setdefault((sorte, (noeud.findtext(balise) or "").strip()), noeud)
    return fiches


def _faute(annonce: Annonce, fiches: dict[tuple[Sorte, str], etree._Element]) -> Faute:
    fiche = fiches[annonce.sorte, annonce.id_prv]
    trouve = fiche.find(LIEUX.get(annonce.code, "."))
    message = f"{annonce.message} {annonce.que_faire}"
    return faute(fiche if trouve is None else trouve, annonce.code, message)


# ─── Les nôtres ────────────────────────────────────────────────────────────────────────────────

Constat = tuple[bool, Faute]
"""Vrai quand SIECLE abîmerait la fiche."""


def _regles_du_fichier(racine: etree._Element, uaj: str) -> Iterator[Constat]:
    civilites = {
        (p.findtext("ID_PRV_PER") or "").strip(): p.find("CODE_CIVILITE")
        for p in racine.iterfind(PERSONNES)
    }
    for civilite in civilites.values():
        if civilite is not None and _texte(civilite) not in table("civilites"):
            message = f"La civilité « {_texte(civilite)} » n’existe pas : 1 (M.) ou 2 (Mme)."
            yield True, faute(civilite, "CIVIL", message)
    for eleve in racine.iterfind(ELEVES):
        for lien in eleve.iterfind("RESPONSABLES_ELEVE/*"):
            yield from _parente(lien, civilites)
        yield from _origine(eleve, uaj)
        yield from _naissance(eleve)


def _texte(noeud: etree._Element | None) -> str:
    return "" if noeud is None else (noeud.text or "").strip()


def _parente(
    lien: etree._Element, civilites: dict[str, etree._Element | None]
) -> Iterator[Constat]:
    parente = lien.find("CODE_PARENTE")
    if parente is None:
        return
    code = _texte(parente)
    if len(code) != 2:
        message = (
            f"Le lien de parenté « {code} » n’a pas deux caractères (10, 20…) : SIECLE le perdrait "
            "sans le dire."
        )
        yield True, faute(parente, "PAREN", message)
    elif code not in table("parentes"):
        message = f"Le lien de parenté « {code} » n’est pas dans la liste connue : vérifiez-le."
        yield False, faute(parente, "PAREN", message)
    civilite = civilites.get(_texte(lien.find("ID_PRV_PER")))
    if code == MERE and civilite is not None and _texte(civilite) == MONSIEUR:
        message = "Une mère est notée « Monsieur » : vérifiez sa civilité."
        yield False, faute(civilite, "CIVIL", message)


def _origine(eleve: etree._Element, uaj: str) -> Iterator[Constat]:
    """Un élève qui entre en sixième vient d'ailleurs ; un redoublant, de chez nous."""
    rne = eleve.find("ETABLISSEMENT_AN_DERNIER/CODE_RNE")
    mef = _texte(eleve.find("SCOLARITE_ACTIVE/CODE_MEF"))
    redouble = _texte(eleve.find("DOUBLEMENT")) in {"true", "1"}
    provenance = _texte(eleve.find("ETABLISSEMENT_AN_DERNIER/CODE_PROVENANCE"))
    if rne is None or redouble or not mef.startswith(SIXIEME):
        return
    if _texte(rne).upper() == uaj and provenance == MEME_ACADEMIE:
        message = (
            "Un élève entre en sixième et viendrait déjà de ce collège : SIECLE écraserait son "
            "école d’origine. Renvoyez l’école que SIECLE connaît."
        )
        yield True, faute(rne, "HETAB", message)


def _naissance(eleve: etree._Element) -> Iterator[Constat]:
    ville = eleve.find("VILLE_NAISS")
    if ville is not None and _texte(eleve.find("CODE_PAYS")) == FRANCE:
        message = "Né en France, mais sans commune de naissance : donnez son code INSEE."
        yield False, faute(ville, "LNAIS", message)
