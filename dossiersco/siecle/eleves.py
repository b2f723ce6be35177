"""Lire les élèves (ElevesSansAdresses.xml, ElevesAvecAdresses.xml).

La passe d'ouverture a tout retenu (`recolte`) : ici chaque élève reçoit son adresse, ses options et
ses structures, puis il est contrôlé. Source : format SIECLE BEE §7.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, cast

from dossiersco.siecle import lecture
from dossiersco.siecle.anomalies import CodeAnomalie, Releve, Signaler
from dossiersco.siecle.champs import Controle
from dossiersco.siecle.controles_eleve import champs_bloquants, codes_douteux, ine, nom_usage
from dossiersco.siecle.export import Export
from dossiersco.siecle.lus import EleveLu, Photo, TypeExport
from dossiersco.siecle.recolte import RecolteEleves
from dossiersco.siecle.reserve import Premiers

DIVISION = "D"
TYPES_STRUCTURE = frozenset({DIVISION, "G"})
# Division de rangement des élèves sans classe.
INACTIFS = "INACTIFS"


@dataclass(slots=True)
class _Etat:
    """Ce que la passe a retenu, et ce que cette lecture a déjà vu. `pris` : par annexe, combien
    d'élèves ont reçu la leur."""

    recolte: RecolteEleves
    releve: Releve
    premiers: Premiers
    ines_doubles: frozenset[str]
    pris: Counter[str] = field(default_factory=Counter)

    def prendre(self, nom: str, eleve_id: str) -> list[dict[str, Any]]:
        blocs: list[dict[str, Any]] = getattr(self.recolte, nom).de(eleve_id)
        self.pris[nom] += bool(blocs)
        return blocs


def lire(export: Export, signaler: Signaler) -> Iterator[EleveLu]:
    """Rend les élèves un à un ; les défauts vont à `signaler`, élève par élève.

    Un élève sans ELEVE_ID, sans nom, sans prénom ou sans date de naissance valable n'est pas rendu.
    Les avis sur les options d'élèves inconnus viennent après le dernier élève.
    """
    recolte = _recolte(export)
    for anomalie in recolte.dites:
        signaler(anomalie)
    etat = _Etat(
        recolte,
        Releve(export.entete.fichier, signaler),
        Premiers(recolte.ids),
        _ines_doubles(recolte),
    )
    for ligne, eleve_id, photo, scolarites in recolte.fiches:
        eleve = _eleve(ligne, eleve_id, photo, scolarites, etat)
        if eleve is not None:
            yield eleve
    _dire_orphelins(etat)


def _recolte(export: Export) -> RecolteEleves:
    lecture.exiger(export, TypeExport.ELEVES)
    return cast("RecolteEleves", export.recolte)


def division(photo: Photo) -> str:
    """Le code de la première structure de type division ; "" sans division, ou « Inactifs »."""
    for structure in photo.get("STRUCTURES", []):
        code: str = structure.get("CODE_STRUCTURE", "")
        if structure.get("TYPE_STRUCTURE") == DIVISION:
            return "" if code.upper() == INACTIFS else code
    return ""


def cites(export: Export) -> set[str]:
    """Les ELEVE_ID des élèves du fichier, même de ceux que `lire` ne peut pas rendre."""
    return {eleve_id for _, eleve_id, *_ in _recolte(export).fiches}


def _ines_doubles(recolte: RecolteEleves) -> frozenset[str]:
    """Les INE que portent plusieurs élèves du fichier : d'ordinaire, il n'y en a pas."""
    repetees = recolte.ines.repetees()
    if not repetees:
        return frozenset()
    lus = Counter(valeur for fiche in recolte.fiches if hash(valeur := ine(fiche[2])) in repetees)
    return frozenset(valeur for valeur, nombre in lus.items() if nombre > 1)


def _eleve(
    ligne: int, eleve_id: str, lue: Photo, scolarites: list[Photo], etat: _Etat
) -> EleveLu | None:
    photo = dict(lue)
    nom = f"{photo.get('NOM_DE_FAMILLE', '')} {photo.get('PRENOM', '')}".strip()
    controle = Controle(etat.releve, f"Élève {nom} ({eleve_id or 'sans ELEVE_ID'})", ligne)
    double = not etat.premiers.voir(eleve_id) and bool(eleve_id)
    if double:
        controle.dire(
            CodeAnomalie.ELEVE_EN_DOUBLE,
            "Cet ELEVE_ID est déjà celui d’un élève du fichier : seul le premier est lu.",
        )
    if champs_bloquants(photo, eleve_id, controle) or double:
        return None
    for balise in ("OPTIONS", "STRUCTURES"):
        if blocs := etat.prendre(balise.lower(), eleve_id):
            photo[balise] = blocs
    _scolarite(photo, scolarites, etat.prendre("scolarites", eleve_id), controle)
    _controler(photo, controle, etat)
    return EleveLu(eleve_id, ligne, photo)


def _scolarite(
    photo: Photo, dans_l_eleve: list[Photo], a_part: list[Photo], controle: Controle
) -> None:
    """SCOLARITE_AN_DERNIER, ou la seule SCOLARITE_ELEVE, dans l'élève ou à part : de plusieurs,
    rien ne dit laquelle est celle de l'an dernier."""
    candidates = [lue for lue in dans_l_eleve or a_part if lue]
    if len(candidates) > 1:
        controle.dire(
            CodeAnomalie.SCOLARITE_MULTIPLE,
            "Plusieurs scolarités antérieures sont données : aucune n’est lue.",
        )
    elif candidates:
        photo["SCOLARITE_AN_DERNIER"] = candidates[0]


def _controler(photo: Photo, controle: Controle, etat: _Etat) -> None:
    etat.recolte.adresses.poser(photo, controle)
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
    for nom, dites in (
        ("options", "options"),
        ("structures", "structures"),
        ("scolarites", "scolarités"),
    ):
        liste = getattr(etat.recolte, nom)
        # Tous ont trouvé leur élève, d'ordinaire.
        for eleve_id in liste.orphelins(etat.recolte.ids) if etat.pris[nom] < liste.nombre else ():
            etat.releve.dire(
                CodeAnomalie.ELEVE_INCONNU,
                f"Des {dites} désignent un élève absent du fichier : elles sont ignorées.",
                qui=f"Élève ({eleve_id or 'sans ELEVE_ID'})",
            )
