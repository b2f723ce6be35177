"""Lire les personnes et leurs liens (ResponsablesAvecAdresses.xml, ResponsablesSansAdresses.xml).

Source : format SIECLE BEE §8. Les liens de l'ancien schéma (RESP_LEGAL…) sont rendus dans les
balises de 2018 ; quand les deux sont là, le nouveau l'emporte.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from dossiersco.siecle import annexes, lecture, vocabulaire
from dossiersco.siecle.anomalies import CodeAnomalie, Releve, Signaler
from dossiersco.siecle.champs import Controle, Textes, connus, identifiant, textes
from dossiersco.siecle.controles_eleve import nom_usage
from dossiersco.siecle.export import Export
from dossiersco.siecle.lecture import Noeud
from dossiersco.siecle.lus import LienLu, PersonneLue, Photo, TypeExport
from dossiersco.siecle.nomenclatures import professions_acceptees
from dossiersco.siecle.reserve import Vus

BLOCS = {
    "PERSONNES": frozenset({"PERSONNE"}),
    "RESPONSABLES": frozenset({"RESPONSABLE_ELEVE", "RESPONSABLE"}),
    "ADRESSES": frozenset({"ADRESSE"}),
}
CLE_PERSONNE = frozenset({"PERSONNE_ID"})
CLES_LIEN = frozenset({"ELEVE_ID", "PERSONNE_ID"}) | vocabulaire.LIEN_ANCIEN
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
    releve = _ouvrir(export, signaler)
    lecture.signaler_inconnus(export, BLOCS, releve)
    adresses = annexes.adresses(export, releve)

    def retenir(bloc: str, noeud: Noeud) -> None:
        if bloc == "ADRESSES" and noeud.tag == "ADRESSE":
            adresses.retenir(noeud, releve)

    vues = Vus()
    for noeud in lecture.apres_annexes(export, "PERSONNES", "PERSONNE", retenir):
        personne = _personne(noeud, adresses, vues, releve)
        if personne is not None:
            yield personne


def lire_liens(export: Export, signaler: Signaler) -> Iterator[LienLu]:
    """Rend les liens un à un, chacun une fois, dans l'ordre du fichier.

    Les avis sur les personnes absentes du fichier ou sans lien viennent après le dernier lien.
    """
    etat = _Liens(_ouvrir(export, signaler))
    for bloc, noeud in lecture.enregistrements(export):
        if bloc == "PERSONNES" and noeud.tag == "PERSONNE":
            lus = textes(noeud, "PERSONNE_ID")
            etat.personnes.voir(identifiant(noeud, "PERSONNE_ID", lus))
        elif noeud.tag in BLOCS["RESPONSABLES"] and bloc == "RESPONSABLES":
            lien = _lien(noeud, etat)
            if lien is not None:
                yield lien
    _dire_orphelins(etat)


@dataclass(slots=True)
class _Liens:
    releve: Releve
    personnes: Vus = field(default_factory=Vus)
    liees: Vus = field(default_factory=Vus)
    vus: Vus = field(default_factory=Vus)


def _ouvrir(export: Export, signaler: Signaler) -> Releve:
    lecture.exiger(export, TypeExport.RESPONSABLES)
    return Releve(export.entete.fichier, signaler)


def _personne(
    noeud: Noeud, adresses: annexes.Adresses, vues: Vus, releve: Releve
) -> PersonneLue | None:
    lus = textes(noeud)
    personne_id = identifiant(noeud, "PERSONNE_ID", lus)
    photo = connus(noeud, lus, vocabulaire.PERSONNE, releve, CLE_PERSONNE)
    nom = f"{photo.get('NOM_DE_FAMILLE', '')} {photo.get('PRENOM', '')}".strip()
    qui = f"Responsable {nom} ({personne_id or 'sans PERSONNE_ID'})"
    controle = Controle(releve, qui, lecture.ligne(noeud))
    if not personne_id:
        controle.dire(
            CodeAnomalie.PERSONNE_SANS_PERSONNE_ID,
            "Cette personne n’a pas de PERSONNE_ID : elle n’est pas lue.",
        )
        return None
    if not vues.voir(personne_id):
        controle.dire(
            CodeAnomalie.PERSONNE_EN_DOUBLE,
            "Ce PERSONNE_ID est déjà celui d’une personne du fichier : seule la première est lue.",
        )
        return None
    controle.absentes(photo, ["NOM_DE_FAMILLE"])
    adresses.poser(photo, controle)
    controler(photo, controle)
    return PersonneLue(personne_id, lecture.ligne(noeud), photo)


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


def _lien(noeud: Noeud, etat: _Liens) -> LienLu | None:
    lus = textes(noeud)
    eleve_id = identifiant(noeud, "ELEVE_ID", lus)
    personne_id = identifiant(noeud, "PERSONNE_ID", lus)
    qui = f"Lien de l’élève {eleve_id or '?'} avec la personne {personne_id or '?'}"
    controle = Controle(etat.releve, qui, lecture.ligne(noeud))
    if not eleve_id or not personne_id:
        controle.dire(
            CodeAnomalie.LIEN_INCOMPLET,
            "Ce lien n’a pas d’ELEVE_ID ou pas de PERSONNE_ID : il n’est pas lu.",
        )
        return None
    # Un identifiant est rogné : le blanc les sépare sans ambiguïté.
    if not etat.vus.voir(f"{eleve_id}\n{personne_id}"):
        controle.dire(
            CodeAnomalie.LIEN_EN_DOUBLE,
            "Ce lien est écrit plusieurs fois dans le fichier : seul le premier est lu.",
        )
        return None
    etat.liees.voir(personne_id)
    photo = connus(noeud, lus, vocabulaire.LIEN, etat.releve, CLES_LIEN)
    _moderniser(photo, lus, controle)
    return LienLu(eleve_id, personne_id, lecture.ligne(noeud), photo)


def _moderniser(photo: Photo, lus: Textes, controle: Controle) -> None:
    """Complète un lien avec les balises de l'ancien schéma que le nouveau n'a pas dites."""
    for ancienne, nouvelle in ANCIENS_DRAPEAUX:
        if lus.get(ancienne):
            photo.setdefault(nouvelle, lus[ancienne])
    controle.booleens(photo)
    niveau = photo.get("NIVEAU_RESPONSABILITE", "")
    if niveau not in NIVEAUX:
        niveau = ANCIENS_NIVEAUX.get(lus.get("RESP_LEGAL", ""), "")
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


def _dire_orphelins(etat: _Liens) -> None:
    for personne_id in sorted(cle for cle in etat.liees if cle not in etat.personnes):
        etat.releve.dire(
            CodeAnomalie.PERSONNE_INCONNUE,
            "Un lien désigne une personne absente du fichier.",
            qui=f"Responsable ({personne_id})",
        )
    for personne_id in sorted(cle for cle in etat.personnes if cle and cle not in etat.liees):
        etat.releve.dire(
            CodeAnomalie.PERSONNE_SANS_LIEN,
            "Cette personne n’est liée à aucun élève du fichier.",
            qui=f"Responsable ({personne_id})",
        )
