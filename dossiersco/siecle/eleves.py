"""Lire les élèves (ElevesSansAdresses.xml, ElevesAvecAdresses.xml).

Deux passes à mémoire plate, car l'ordre des blocs n'est pas garanti : la première retient les
annexes (adresses, options, structures) et les INE, la seconde rend les élèves un à un.
Source : format SIECLE BEE §7.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import partial

from dossiersco.siecle import annexes, lecture, vocabulaire
from dossiersco.siecle.anomalies import CodeAnomalie, Releve, Signaler
from dossiersco.siecle.champs import Controle, Textes, connus, identifiant, textes
from dossiersco.siecle.controles_eleve import (
    SOURCES_INE,
    champs_bloquants,
    codes_douteux,
    ine,
    nom_usage,
)
from dossiersco.siecle.export import Export
from dossiersco.siecle.lecture import Noeud
from dossiersco.siecle.lus import EleveLu, Photo, TypeExport
from dossiersco.siecle.reserve import Vus
from dossiersco.siecle.valeurs import date_fr

BLOCS = {
    "ELEVES": frozenset({"ELEVE"}),
    # Les deux noms étaient échangés dans le schéma 1.32.
    "OPTIONS": frozenset({"OPTION", "OPTIONS_ELEVE"}),
    "STRUCTURES": frozenset({"STRUCTURES_ELEVE"}),
    "ADRESSES": frozenset({"ADRESSE"}),
    "SCOLARITES": frozenset({"SCOLARITE_ELEVE"}),
    "BOURSES": None,
}
HORS_PHOTO = frozenset({"ELEVE_ID", "SCOLARITE_AN_DERNIER", "SCOLARITES"})
CLES_SCOLARITE = frozenset({"ELEVE_ID", "ELENOET"})
DIVISION = "D"
TYPES_STRUCTURE = frozenset({DIVISION, "G"})
# Division de rangement des élèves sans classe.
INACTIFS = "INACTIFS"


@dataclass(slots=True)
class _Etat:
    """Ce que la première passe a retenu, et ce que la seconde a déjà vu."""

    releve: Releve
    adresses: annexes.Adresses
    options: annexes.ListesParEleve
    structures: annexes.ListesParEleve
    scolarites: annexes.ListesParEleve
    ines: Vus = field(default_factory=Vus)
    ines_doubles: set[str] = field(default_factory=set)
    vus: Vus = field(default_factory=Vus)


def lire(export: Export, signaler: Signaler) -> Iterator[EleveLu]:
    """Rend les élèves un à un ; les défauts vont à `signaler`, élève par élève.

    Un élève sans ELEVE_ID, sans nom, sans prénom ou sans date de naissance valable n'est pas rendu.
    Les avis sur les options d'élèves inconnus viennent après le dernier élève.
    """
    lecture.exiger(export, TypeExport.ELEVES)
    releve = Releve(export.entete.fichier, signaler)
    lecture.signaler_inconnus(export, BLOCS, releve)
    etat = _Etat(
        releve,
        annexes.adresses(export, releve),
        annexes.ListesParEleve(("NUM_OPTION", "CODE_MODALITE_ELECT", "CODE_MATIERE")),
        annexes.ListesParEleve(("CODE_STRUCTURE", "TYPE_STRUCTURE")),
        annexes.ListesParEleve(tuple(sorted(vocabulaire.SCOLARITE_AN_DERNIER))),
    )
    retenir = partial(_retenir, etat)
    for noeud in lecture.apres_annexes(export, "ELEVES", "ELEVE", retenir):
        eleve = _eleve(noeud, etat)
        if eleve is not None:
            yield eleve
    _dire_orphelins(etat)


def division(photo: Photo) -> str:
    """Le code de la première structure de type division ; "" sans division, ou « Inactifs »."""
    for structure in photo.get("STRUCTURES", []):
        code: str = structure.get("CODE_STRUCTURE", "")
        if structure.get("TYPE_STRUCTURE") == DIVISION:
            return "" if code.upper() == INACTIFS else code
    return ""


def est_sortant(photo: Photo, le: date) -> bool:
    """Parti au jour `le` : DATE_SORTIE est passée. Une date à venir veut dire « encore là »."""
    sortie = date_fr(photo.get("DATE_SORTIE", ""))
    return sortie is not None and sortie < le


def cites(export: Export) -> set[str]:
    """Les ELEVE_ID des élèves du fichier, même de ceux que `lire` ne peut pas rendre."""
    return {
        identifiant(noeud, "ELEVE_ID", textes(noeud, "ELEVE_ID"))
        for bloc, noeud in lecture.enregistrements(export)
        if (bloc, noeud.tag) == ("ELEVES", "ELEVE")
    }


def _retenir(etat: _Etat, bloc: str, noeud: Noeud) -> None:
    """Première passe : un enregistrement annexe, ou l'INE d'un élève."""
    if noeud.tag not in (BLOCS.get(bloc) or ()):
        return
    if bloc == "ADRESSES":
        etat.adresses.retenir(noeud, etat.releve)
    elif bloc == "ELEVES":
        _retenir_ine(textes(noeud, *SOURCES_INE), etat)
    else:
        eleve_id = identifiant(noeud, "ELEVE_ID", textes(noeud, "ELEVE_ID"))
        if bloc == "OPTIONS":
            # Une option sans matière n'en est pas une : rien ne saurait la dire ni la renvoyer.
            blocs = map(textes, noeud.iterfind(".//CODE_MATIERE/.."))
            etat.options.retenir(eleve_id, (b for b in blocs if b.get("CODE_MATIERE")))
        elif bloc == "SCOLARITES":
            etat.scolarites.retenir(eleve_id, [textes(noeud)])
        else:
            etat.structures.retenir(eleve_id, map(textes, noeud.iterfind("STRUCTURE")))


def _retenir_ine(lus: Textes, etat: _Etat) -> None:
    valeur = ine(lus)
    if valeur and not etat.ines.voir(valeur):
        etat.ines_doubles.add(valeur)


def _eleve(noeud: Noeud, etat: _Etat) -> EleveLu | None:
    lus = textes(noeud)
    eleve_id = identifiant(noeud, "ELEVE_ID", lus)
    photo = connus(noeud, lus, vocabulaire.ELEVE, etat.releve, HORS_PHOTO)
    nom = f"{photo.get('NOM_DE_FAMILLE', '')} {photo.get('PRENOM', '')}".strip()
    qui = f"Élève {nom} ({eleve_id or 'sans ELEVE_ID'})"
    controle = Controle(etat.releve, qui, lecture.ligne(noeud))
    double = not etat.vus.voir(eleve_id) and bool(eleve_id)
    if double:
        controle.dire(
            CodeAnomalie.ELEVE_EN_DOUBLE,
            "Cet ELEVE_ID est déjà celui d’un élève du fichier : seul le premier est lu.",
        )
    if champs_bloquants(photo, eleve_id, controle) or double:
        return None
    _completer(photo, noeud, eleve_id, etat)
    _scolarite(photo, noeud, eleve_id, etat, controle)
    _controler(photo, controle, etat)
    return EleveLu(eleve_id, lecture.ligne(noeud), photo)


def _completer(photo: Photo, noeud: Noeud, eleve_id: str, etat: _Etat) -> None:
    """Ce qui n'est pas un enfant simple d'ELEVE."""
    elenoet = (noeud.get("ELENOET") or "").strip()
    if elenoet:
        photo.setdefault("ELENOET", elenoet)
    for balise, reserve in (("OPTIONS", etat.options), ("STRUCTURES", etat.structures)):
        blocs = reserve.prendre(eleve_id)
        if blocs:
            photo[balise] = blocs


def _scolarite(photo: Photo, noeud: Noeud, eleve_id: str, etat: _Etat, controle: Controle) -> None:
    """SCOLARITE_AN_DERNIER, ou la seule SCOLARITE_ELEVE que d'autres logiciels écrivent, dans
    l'élève ou à part : de plusieurs, rien ne dit laquelle est celle de l'an dernier."""
    a_part = etat.scolarites.prendre(eleve_id)
    anterieures = noeud.findall("SCOLARITE_AN_DERNIER") or noeud.findall(
        "SCOLARITES/SCOLARITE_ELEVE"
    )
    lues = [
        connus(lue, textes(lue), vocabulaire.SCOLARITE_AN_DERNIER, etat.releve, CLES_SCOLARITE)
        for lue in anterieures
    ]
    candidates = [lue for lue in lues or a_part if lue]
    if len(candidates) > 1:
        controle.dire(
            CodeAnomalie.SCOLARITE_MULTIPLE,
            "Plusieurs scolarités antérieures sont données : aucune n’est lue.",
        )
    elif candidates:
        photo["SCOLARITE_AN_DERNIER"] = candidates[0]


def _controler(photo: Photo, controle: Controle, etat: _Etat) -> None:
    etat.adresses.poser(photo, controle)
    controle.dates(photo)
    controle.booleens(photo)
    controle.noms(photo)
    controle.mel(photo)
    nom_usage(photo)
    _controler_ine(photo, controle, etat)
    codes_douteux(photo, controle)
    for structure in photo.get("STRUCTURES", []):
        nature = structure.get("TYPE_STRUCTURE", "")
        if nature not in TYPES_STRUCTURE:
            controle.dire(
                CodeAnomalie.TYPE_STRUCTURE_INCONNU,
                f"La structure {structure.get('CODE_STRUCTURE', '')} est d’un type inconnu "
                f"(« {nature} ») : elle n’est pas lue comme une division.",
            )


def _controler_ine(photo: Photo, controle: Controle, etat: _Etat) -> None:
    lu = photo.pop("ID_NATIONAL", "")
    valeur = ine({**photo, "ID_NATIONAL": lu})
    if valeur:
        photo["ID_NATIONAL"] = valeur
    if lu and lu.upper() != valeur:
        controle.dire(
            CodeAnomalie.INE_INVALIDE,
            f"L’INE « {lu} » n’a pas la forme attendue : il est ignoré.",
        )
    if valeur in etat.ines_doubles:
        controle.dire(
            CodeAnomalie.INE_EN_DOUBLE,
            f"L’INE {valeur} est porté par plusieurs élèves du fichier : faites corriger SIECLE.",
        )


def _dire_orphelins(etat: _Etat) -> None:
    """Options, structures et scolarités dont l'élève n'est pas dans le fichier."""
    for nom, reserve in (
        ("options", etat.options),
        ("structures", etat.structures),
        ("scolarités", etat.scolarites),
    ):
        for eleve_id in reserve.orphelins(etat.vus):
            etat.releve.dire(
                CodeAnomalie.ELEVE_INCONNU,
                f"Des {nom} désignent un élève absent du fichier : elles sont ignorées.",
                qui=f"Élève ({eleve_id or 'sans ELEVE_ID'})",
            )
