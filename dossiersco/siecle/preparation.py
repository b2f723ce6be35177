"""D'une photo d'export à une fiche d'import, ou aux raisons de ne pas l'envoyer.

Tout ce que SIECLE a dit lui est renvoyé tel que lu, parce que l'import écrase : la photo porte les
valeurs lues, que les valeurs acceptées ont déjà remplacées. Les noms doivent déjà tenir en
ISO-8859-15 (`valeurs.representable`) ; sinon la fiche est bloquée, jamais le fichier entier.
"""

import re
from collections.abc import Sequence, Set

from dossiersco.siecle import transport
from dossiersco.siecle.adresse_retour import adresse
from dossiersco.siecle.cles_derivees import est_derivee
from dossiersco.siecle.contexte_retour import ContexteRetour, ResponsablePrepare
from dossiersco.siecle.ecriture import Bloc, fautes_du_bloc
from dossiersco.siecle.identite_retour import cle_siecle
from dossiersco.siecle.liens_retour import responsables_eleve
from dossiersco.siecle.lus import Photo
from dossiersco.siecle.nomenclatures import professions_acceptees
from dossiersco.siecle.pays import FRANCE
from dossiersco.siecle.regles import Blocage, Prepare, Releve
from dossiersco.siecle.schema_import import ELEVE, PERSONNE, Noeud, Schema
from dossiersco.siecle.scolarite_retour import (
    est_en_fin_d_annee,
    etablissement_an_dernier,
    scolarite_active,
    sorti_avant_l_annee,
)
from dossiersco.siecle.valeurs import nom

__all__ = ["Blocage", "ContexteRetour", "Prepare", "ResponsablePrepare", "eleve", "personne"]

AIDE_SOCIALE = "51"
CIVILITES = frozenset({"1", "2"})
PROFESSION_INCONNUE = "99"
AGRICULTEUR = "10"
AGRICULTEURS_DETAILLES = frozenset({"11", "12", "13"})

EXIGES = {
    "NOM_DE_FAMILLE": "ELNOM",
    "PRENOM": "ELNOM",
}
EXIGES_DE_L_ELEVE = {
    **EXIGES,
    "DATE_NAISS": "DNAIS",
    "CODE_PAYS": "LNAIS_PAYS",
    "CODE_REGIME": "REGIM",
    "DOUBLEMENT": "DOUBL",
}
EXIGES_SAUF_SORTANT = {
    "CODE_SEXE": "CSEXE",
    "CODE_PAYS_NAT": "ELNAT",
}


def personne(
    photo: Photo,
    id_prv: int,
    schema: Schema,
    *,
    personne_id: str = "",
    parentes: Set[str] = frozenset(),
) -> Prepare:
    """La fiche PERSONNE.

    `parentes` : les CODE_PARENTE de tous ses liens. `personne_id` : la clé de SIECLE, que le schéma
    4.0 sait lui rendre.
    """
    releve = Releve(_nom(photo))
    _exiger_un_export(personne_id, releve)
    _exiger(photo, EXIGES, releve)
    if photo.get("CODE_CIVILITE") not in CIVILITES:
        releve.bloquer("CIVIL")
    bloc = {
        "ID_PRV_PER": str(id_prv),
        "ID_SIECLE_PER": cle_siecle(personne_id, schema),
        "CODE_CIVILITE": photo.get("CODE_CIVILITE", ""),
        "NOM_USAGE": _nom_usage(photo, releve),
        "ADRESSE": adresse(photo, releve),
        "CODE_PROFESSION": _profession(photo, parentes, releve),
        **transport.transporter(photo, transport.PERSONNE, releve),
    }
    return _conclure(bloc, PERSONNE, schema, releve)


def eleve(
    photo: Photo,
    id_prv: int,
    responsables: Sequence[ResponsablePrepare],
    contexte: ContexteRetour,
    schema: Schema,
    *,
    eleve_id: str = "",
) -> Prepare:
    """La fiche ELEVE, de sortant quand SIECLE donne une date et un motif de sortie."""
    releve = Releve(_nom(photo))
    _exiger_un_export(eleve_id, releve)
    sortant = _est_sortant(photo, contexte, releve)
    _exiger(photo, EXIGES_DE_L_ELEVE, releve)
    _exiger(photo, {} if sortant else EXIGES_SAUF_SORTANT, releve)
    _regime(photo, contexte, releve)
    bloc = {
        **transport.transporter(photo, transport.SORTIE if sortant else (), releve),
        "ID_PRV_ELE": str(id_prv),
        "ID_SIECLE_ELE": cle_siecle(eleve_id, schema),
        "ID_NATIONAL": _ine(photo, releve),
        **transport.transporter(photo, transport.INE_TRANSITOIRES[schema], releve),
        "NOM_USAGE": _nom_usage(photo, releve),
        "ADRESSE": adresse(photo, releve),
        # Absente, l'adhésion vaut non : SIECLE n'écrit pas une colonne vide, et l'import l'exige.
        "ADHESION_TRANSPORT": "false",
        **transport.transporter(photo, transport.ELEVE, releve),
        **_naissance(photo, releve, exigee=not sortant),
        **_parcours(photo, responsables, contexte, schema, releve),
    }
    return _conclure(bloc, ELEVE, schema, releve)


# ─── Ce que les deux fiches ont en commun ──────────────────────────────────────────────────────


def _nom(photo: Photo) -> str:
    return f"{photo.get('NOM_DE_FAMILLE', '?')} {photo.get('PRENOM', '?')}"


def _exiger(photo: Photo, exiges: dict[str, str], releve: Releve) -> None:
    for code in dict.fromkeys(code for balise, code in exiges.items() if not photo.get(balise)):
        releve.bloquer(code)


def _exiger_un_export(cle: str, releve: Releve) -> None:
    """L'import écrase : ce que la fiche élève ne dit pas (profession, contacts…) serait perdu."""
    if est_derivee(cle):
        releve.bloquer("FICHE_ELEVE")


def _nom_usage(photo: Photo, releve: Releve) -> str:
    """Égal au nom de famille, SIECLE l'ignore et le note en anomalie (PUSAG_A_01)."""
    usage: str = photo.get("NOM_USAGE", "")
    if usage and nom(usage) == nom(photo.get("NOM_DE_FAMILLE", "")):
        releve.avertir("PUSAG")
        return ""
    return usage


def _conclure(bloc: Bloc, noeud: Noeud, schema: Schema, releve: Releve) -> Prepare:
    """Un mel étrange part tel que lu ; une valeur que le schéma refuse bloque cette fiche seule."""
    mel = bloc.get("EMAIL", "")
    if mel and (mel.startswith("-") or mel.count("@") != 1):
        releve.avertir("MEL")
    if not releve.blocages:
        for faute in fautes_du_bloc(noeud, bloc, schema):
            releve.bloquer("FORMAT", balise=faute.balise, message=faute.message)
    return releve.rendre(bloc)


# ─── La personne ───────────────────────────────────────────────────────────────────────────────


def _profession(photo: Photo, parentes: Set[str], releve: Releve) -> str:
    lue: str = photo.get("CODE_PROFESSION") or PROFESSION_INCONNUE
    if AIDE_SOCIALE in parentes and lue != PROFESSION_INCONNUE:
        releve.avertir("ASE")
        return PROFESSION_INCONNUE
    # Le détail des agriculteurs (PCS 2020) n'a qu'une place dans SIECLE.
    lue = AGRICULTEUR if lue in AGRICULTEURS_DETAILLES else lue
    if lue not in professions_acceptees():
        releve.bloquer("PEPCS", valeur=lue)
    return lue


# ─── L'élève ───────────────────────────────────────────────────────────────────────────────────


def _est_sortant(photo: Photo, contexte: ContexteRetour, releve: Releve) -> bool:
    """Date et motif vont ensemble : l'un sans l'autre n'a pas de place dans l'import.

    Exception : une date de fin d'année sans motif ne dit pas un départ, l'élève est encore là.
    """
    sortie, motif = photo.get("DATE_SORTIE", ""), photo.get("CODE_MOTIF_SORTIE", "")
    if sortie and not motif and est_en_fin_d_annee(sortie, contexte):
        releve.avertir("DATE_SORTIE", valeur=sortie)
    elif bool(sortie) != bool(motif):
        releve.bloquer("SORTI")
    return bool(sortie and motif)


def _regime(photo: Photo, contexte: ContexteRetour, releve: Releve) -> None:
    """D'un régime qu'il ne connaît pas, SIECLE ferait un externe."""
    regime: str = photo.get("CODE_REGIME", "")
    if regime and regime not in contexte.codes("regimes"):
        releve.bloquer("INF_REGIM_A_01", valeur=regime)


def _ine(photo: Photo, releve: Releve) -> str:
    ine: str = photo.get("ID_NATIONAL", "")
    if ine and not re.fullmatch(r"[0-9A-Za-z]{11}", ine):
        releve.avertir("INE")
        return ""
    return ine


def _naissance(photo: Photo, releve: Releve, *, exigee: bool) -> Bloc:
    """La commune en France, la ville ailleurs."""
    en_france = photo.get("CODE_PAYS") == FRANCE
    balise = "CODE_COMMUNE_INSEE_NAISS" if en_france else "VILLE_NAISS"
    if exigee and photo.get("CODE_PAYS") and not photo.get(balise):
        releve.bloquer("LNAIS_COMMUNE" if en_france else "LNAIS_VILLE")
    ecartee = "VILLE_NAISS" if en_france else "CODE_COMMUNE_INSEE_NAISS"
    if photo.get(ecartee):
        releve.avertir("LNAIS", valeur=f"{ecartee} « {photo[ecartee]} »")
    return {balise: photo.get(balise, "")}


def _parcours(
    photo: Photo,
    responsables: Sequence[ResponsablePrepare],
    contexte: ContexteRetour,
    schema: Schema,
    releve: Releve,
) -> Bloc:
    """Responsables et scolarités. D'un sortant, on n'envoie que ce que SIECLE connaît."""
    sortant = bool(photo.get("DATE_SORTIE") and photo.get("CODE_MOTIF_SORTIE"))
    bloc: Bloc = {}
    if responsables or not sortant:
        bloc["RESPONSABLES_ELEVE"] = responsables_eleve(responsables, schema, releve)
    if sortant and sorti_avant_l_annee(photo, contexte):
        releve.avertir("SANS_SCOLARITE")
    elif photo.get("CODE_MEF") or not sortant:
        bloc["SCOLARITE_ACTIVE"] = scolarite_active(photo, contexte, releve)
    if photo.get("SCOLARITE_AN_DERNIER") or not sortant:
        bloc["ETABLISSEMENT_AN_DERNIER"] = etablissement_an_dernier(photo, releve)
    return bloc
