"""Lire les personnes et leurs liens (ResponsablesAvecAdresses.xml, ResponsablesSansAdresses.xml).

Source : format SIECLE BEE §8. Les liens de l'ancien schéma (RESP_LEGAL…) sont rendus dans les
balises de 2018 ; quand les deux sont là, le nouveau l'emporte.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, cast

from dossiersco.siecle import annexes, lecture
from dossiersco.siecle.anomalies import CodeAnomalie, Releve, Signaler
from dossiersco.siecle.champs import Controle
from dossiersco.siecle.controles_eleve import nom_usage
from dossiersco.siecle.export import Export
from dossiersco.siecle.lus import LienLu, PersonneLue, Photo, TypeExport
from dossiersco.siecle.nomenclatures import professions_acceptees
from dossiersco.siecle.recolte import RecolteResponsables, couple
from dossiersco.siecle.reserve import Premiers

CIVILITES = {
    "M": "1",
    "M.": "1",
    "MONSIEUR": "1",
    "MME": "2",
    "MME.": "2",
    "MADAME": "2",
    "MLE": "2",
    "MLLE": "2",
    "MADEMOISELLE": "2",
}

CONTACT = "3"
NIVEAUX = frozenset({"1", "2", CONTACT})
# RESP_LEGAL de l'ancien schéma : légal 1, légal 2, ou simple contact.
ANCIENS_NIVEAUX = {"1": "1", "2": "1", "0": CONTACT}
ANCIENS_DRAPEAUX = (
    ("RESP_FINANCIER", "PAIE_FRAIS_SCOLAIRES"),
    ("PERS_PAIEMENT", "PERCOIT_LES_AIDES"),
    ("PERS_PAIMENT", "PERCOIT_LES_AIDES"),
    ("PERS_CONTACT", "A_CONTACTER_EN_PRIORITE"),
)


def lire_personnes(export: Export, signaler: Signaler) -> Iterator[PersonneLue]:
    """Rend les personnes une à une ; une personne sans PERSONNE_ID n'est pas rendue."""
    recolte = _recolte(export)
    for anomalie in recolte.dites:
        signaler(anomalie)
    releve, premieres = Releve(export.entete.fichier, signaler), Premiers(recolte.ids)
    for ligne, personne_id, photo in recolte.personnes:
        personne = _personne(ligne, personne_id, photo, recolte.adresses, premieres, releve)
        if personne is not None:
            yield personne


def lire_liens(export: Export, signaler: Signaler) -> Iterator[LienLu]:
    """Rend les liens un à un, chacun une fois, dans l'ordre du fichier.

    Les avis sur les personnes absentes du fichier ou sans lien viennent après le dernier lien.
    """
    recolte = _recolte(export)
    for anomalie in recolte.dites_des_liens:
        signaler(anomalie)
    releve, premiers = Releve(export.entete.fichier, signaler), Premiers(recolte.couples)
    for note in recolte.liens:
        lien = _lien(note, premiers, releve)
        if lien is not None:
            yield lien
    _dire_orphelins(recolte, releve)


def _recolte(export: Export) -> RecolteResponsables:
    lecture.exiger(export, TypeExport.RESPONSABLES)
    return cast("RecolteResponsables", export.recolte)


def _personne(
    ligne: int,
    personne_id: str,
    lue: Photo,
    adresses: annexes.Adresses,
    premieres: Premiers,
    releve: Releve,
) -> PersonneLue | None:
    photo = dict(lue)
    nom = f"{photo.get('NOM_DE_FAMILLE', '')} {photo.get('PRENOM', '')}".strip()
    qui = f"Responsable {nom} ({personne_id or 'sans PERSONNE_ID'})"
    controle = Controle(releve, qui, ligne)
    if not personne_id:
        controle.dire(
            CodeAnomalie.PERSONNE_SANS_PERSONNE_ID,
            "Cette personne n’a pas de PERSONNE_ID : elle n’est pas lue.",
        )
        return None
    if not premieres.voir(personne_id):
        controle.dire(
            CodeAnomalie.PERSONNE_EN_DOUBLE,
            "Ce PERSONNE_ID est déjà celui d’une personne du fichier : seule la première est lue.",
        )
        return None
    controle.absentes(photo, ["NOM_DE_FAMILLE"])
    adresses.poser(photo, controle)
    controler(photo, controle)
    return PersonneLue(personne_id, ligne, photo)


def controler(photo: Photo, controle: Controle) -> None:
    """Les contrôles d'une personne, d'où qu'elle vienne ; pose CODE_CIVILITE s'il est connu."""
    controle.booleens(photo)
    controle.noms(photo)
    controle.mel(photo)
    nom_usage(photo)
    _profession(photo, controle)
    civilite = photo.get("LC_CIVILITE") or photo.get("LL_CIVILITE", "")
    if code := CIVILITES.get(civilite.upper()):
        photo["CODE_CIVILITE"] = code
    elif civilite:
        controle.dire(
            CodeAnomalie.CIVILITE_INCONNUE,
            f"La civilité « {civilite} » n’est pas connue : elle sera à choisir.",
        )


def _profession(photo: Photo, controle: Controle) -> None:
    profession = photo.get("CODE_PROFESSION", "")
    if profession and profession not in professions_acceptees():
        controle.dire(
            CodeAnomalie.PROFESSION_INCONNUE,
            f"La profession « {profession} » n’est pas acceptée par SIECLE : elle est gardée telle "
            "quelle et sera à redemander.",
        )


def _lien(note: Sequence[Any], premiers: Premiers, releve: Releve) -> LienLu | None:
    ligne, eleve_id, personne_id, lue, anciennes = note
    qui = f"Lien de l’élève {eleve_id or '?'} avec la personne {personne_id or '?'}"
    controle = Controle(releve, qui, ligne)
    if not eleve_id or not personne_id:
        controle.dire(
            CodeAnomalie.LIEN_INCOMPLET,
            "Ce lien n’a pas d’ELEVE_ID ou pas de PERSONNE_ID : il n’est pas lu.",
        )
        return None
    if not premiers.voir(couple(eleve_id, personne_id)):
        controle.dire(
            CodeAnomalie.LIEN_EN_DOUBLE,
            "Ce lien est écrit plusieurs fois dans le fichier : seul le premier est lu.",
        )
        return None
    photo = dict(lue)
    _moderniser(photo, anciennes, controle)
    return LienLu(eleve_id, personne_id, ligne, photo)


def _moderniser(photo: Photo, anciennes: Mapping[str, str], controle: Controle) -> None:
    """Complète un lien avec les balises de l'ancien schéma que le nouveau n'a pas dites."""
    for ancienne, nouvelle in ANCIENS_DRAPEAUX:
        if anciennes.get(ancienne):
            photo.setdefault(nouvelle, anciennes[ancienne])
    controle.booleens(photo)
    niveau = photo.get("NIVEAU_RESPONSABILITE", "")
    if niveau not in NIVEAUX:
        niveau = ANCIENS_NIVEAUX.get(anciennes.get("RESP_LEGAL", ""), "")
    if not niveau:
        controle.dire(
            CodeAnomalie.NIVEAU_INCONNU,
            "Le niveau de responsabilité n’est pas indiqué : la personne est lue comme un contact.",
        )
    photo["NIVEAU_RESPONSABILITE"] = niveau or CONTACT
    if len(photo.get("CODE_PARENTE", "")) == 1:
        controle.dire(
            CodeAnomalie.CODE_PARENTE_ANCIEN,
            f"Le lien de parenté « {photo.pop('CODE_PARENTE')} » vient d’une ancienne liste : "
            "il est ignoré et sera à choisir.",
        )


def _dire_orphelins(recolte: RecolteResponsables, releve: Releve) -> None:
    """Ce que les liens et les personnes ne disent pas ensemble ; d'ordinaire, ils s'accordent."""
    if not recolte.ids.couvre(recolte.liees):
        liees = {lien[2] for lien in recolte.liens if lien[1] and lien[2]}
        for personne_id in sorted(cle for cle in liees if cle not in recolte.ids):
            releve.dire(
                CodeAnomalie.PERSONNE_INCONNUE,
                "Un lien désigne une personne absente du fichier.",
                qui=f"Responsable ({personne_id})",
            )
    if not recolte.liees.couvre(recolte.ids):
        personnes = {personne[1] for personne in recolte.personnes}
        for personne_id in sorted(cle for cle in personnes if cle and cle not in recolte.liees):
            releve.dire(
                CodeAnomalie.PERSONNE_SANS_LIEN,
                "Cette personne n’est liée à aucun élève du fichier.",
                qui=f"Responsable ({personne_id})",
            )
