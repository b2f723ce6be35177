"""Lire la « Fiche élève complète » de SIECLE, un classeur : le lecteur de secours.

Elle rend les mêmes objets que les exports XML, avec ce qu'elle sait : deux représentants légaux au
plus ; ni profession, ni contact, ni scolarité de l'an dernier. Les clés d'élèves et de personnes,
qu'elle n'a pas, sont dérivées (`cles_derivees`). Source : format SIECLE BEE §9.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from dossiersco.siecle import classeur, fiche_eleve, fiche_personne
from dossiersco.siecle.anomalies import CodeAnomalie, Releve, Signaler
from dossiersco.siecle.champs import Controle
from dossiersco.siecle.classeur import Classeur
from dossiersco.siecle.cles_derivees import cle_personne
from dossiersco.siecle.fiche_eleve import Fiche
from dossiersco.siecle.lus import (
    Anomalie,
    EleveLu,
    Entete,
    FichierRefuse,
    LienLu,
    PersonneLue,
    Photo,
    TypeExport,
)
from dossiersco.siecle.tableur_colonnes import (
    ELEVE,
    PREMIER,
    SECOND,
    Colonnes,
    Valeurs,
    reconnaitre,
    rogner,
)

# Un titre ou une ligne vide peuvent précéder les en-têtes.
ENTETE_AU_PLUS_LOIN = 20

PAS_UNE_FICHE = (
    "Ce classeur n’est pas la « Fiche élève complète » de SIECLE : il y manque le nom de famille, "
    "le prénom, la date de naissance ou l’identifiant des élèves. Déposez plutôt les exports XML."
)
DE_SECOURS = (
    "La fiche élève complète est lue faute de mieux : elle ne donne ni les professions, ni les "
    "contacts, ni l’établissement de l’an dernier, et rien ne pourra partir vers SIECLE d’après "
    "elle seule. Préférez les exports XML Élèves et Responsables avec adresses."
)


@dataclass(frozen=True, slots=True)
class Tableur:
    """Une fiche ouverte. `etablissements` : les UAI que disent les numéros d'élève, sans leur
    premier ni leur dernier caractère ; vide si aucun ne le dit."""

    entete: Entete
    avis: tuple[Anomalie, ...]
    etablissements: frozenset[str]
    colonnes: Colonnes
    fiches: tuple[Fiche, ...]

    def eleves(self, signaler: Signaler, matieres: Mapping[str, str]) -> Iterator[EleveLu]:
        """`matieres` : CODE_GESTION -> CODE_MATIERE, d'après la Nomenclature."""
        releve = Releve(self.entete.fichier, signaler)
        if not matieres and ("CODE_GESTION_1" in self.colonnes):
            releve.dire(
                CodeAnomalie.LIBELLE_INTRADUISIBLE,
                "Sans la Nomenclature, les options ne sont pas lues : importez-la d’abord.",
            )
        for fiche in self.fiches:
            controle = Controle(releve, fiche.qui, fiche.ligne)
            photo = fiche_eleve.photo(fiche, matieres, controle)
            if photo is not None:
                yield EleveLu(fiche.eleve_id, fiche.ligne, photo)

    def personnes(self, signaler: Signaler) -> Iterator[PersonneLue]:
        """Chaque personne une fois, même si plusieurs enfants l'ont pour parent."""
        vues: set[str] = set()
        for fiche, _, photo, cle in self._representants(signaler):
            if cle not in vues:
                vues.add(cle)
                yield PersonneLue(cle, fiche.ligne, photo)

    def liens(self, signaler: Signaler) -> Iterator[LienLu]:
        releve = Releve(self.entete.fichier, signaler)
        vus: set[tuple[str, str]] = set()
        for fiche, lues, _, cle in self._representants(lambda _: None):
            controle = Controle(releve, fiche.qui, fiche.ligne)
            if (fiche.eleve_id, cle) in vus:
                controle.dire(
                    CodeAnomalie.LIEN_EN_DOUBLE,
                    "Les deux représentants légaux sont la même personne : elle est lue une fois.",
                )
                continue
            vus.add((fiche.eleve_id, cle))
            yield LienLu(fiche.eleve_id, cle, fiche.ligne, fiche_personne.lien(lues, controle))

    def _representants(self, signaler: Signaler) -> Iterator[tuple[Fiche, Valeurs, Photo, str]]:
        releve = Releve(self.entete.fichier, signaler)
        for fiche in self.fiches:
            for a_qui in (PREMIER, SECOND) if fiche.eleve_id else ():
                lues = fiche_eleve.reparer(self.colonnes.extraire(fiche.rangee, a_qui))
                controle = Controle(releve, f"Responsable de : {fiche.qui}", fiche.ligne)
                photo = fiche_personne.photo(lues, controle) if lues else None
                if photo is not None:
                    yield fiche, lues, photo, cle_personne(photo, fiche.eleve_id)


def ouvrir(source: Path | IO[bytes], nom: str) -> Tableur:
    """Ouvre la fiche ; `nom` ne sert qu'aux messages. Lève `FichierRefuse`.

    La fiche ne dit ni son établissement, ni son année, ni son heure : à l'appelant de comparer
    `etablissements` au sien.
    """
    lu = classeur.lire(source)
    avis: list[Anomalie] = []
    releve = Releve(nom, avis.append)
    releve.dire(CodeAnomalie.FICHE_DE_SECOURS, DE_SECOURS)
    debut, colonnes, rangees = _trouver(lu)
    releve.balises_inconnues(colonnes.inconnues, ligne=debut)
    fiches, etablissements = _regrouper(colonnes, rangees, debut, releve)
    entete = Entete(
        type=TypeExport.FICHE_ELEVE,
        fichier=nom,
        uaj="",
        annee_scolaire="",
        horodatage="",
        version="",
        sha256=lu.sha256,
        taille=lu.taille,
    )
    return Tableur(entete, tuple(avis), etablissements, colonnes, fiches)


def _trouver(lu: Classeur) -> tuple[int, Colonnes, Sequence[Sequence[str]]]:
    """La ligne d'en-têtes, ses colonnes, et les rangées qui la suivent."""
    for feuille in lu.feuilles:
        for rang, ligne in enumerate(feuille.lignes[:ENTETE_AU_PLUS_LOIN]):
            if colonnes := reconnaitre(ligne):
                return feuille.debut + rang, colonnes, feuille.lignes[rang + 1 :]
    raise FichierRefuse(PAS_UNE_FICHE)


def _regrouper(
    colonnes: Colonnes, rangees: Sequence[Sequence[str]], debut: int, releve: Releve
) -> tuple[tuple[Fiche, ...], frozenset[str]]:
    """Une fiche par élève, dans l'ordre de la feuille ; ses autres lignes disent ses groupes."""
    fiches: dict[str, Fiche] = {}
    etablissements: set[str] = set()
    for numero, rangee in enumerate(rangees, debut + 1):
        if not any(map(rogner, rangee)):
            continue
        lues = fiche_eleve.reparer(colonnes.extraire(rangee, ELEVE))
        cle = fiche_eleve.cle(lues)
        neuve = Fiche(cle, numero, lues, rangee)
        fiche = fiches.setdefault(cle or f"ligne {numero}", neuve)
        if fiche.identite() != neuve.identite():
            releve.dire(
                CodeAnomalie.ELEVE_EN_DOUBLE,
                "Cet INE ou ce numéro est déjà celui d’un autre élève de la fiche : seul le "
                "premier est lu.",
                qui=neuve.qui,
                ligne=numero,
            )
            continue
        structure = fiche_eleve.structure(lues)
        if structure and structure not in fiche.structures:
            fiche.structures.append(structure)
        etablissements.add(fiche_eleve.etablissement(lues))
    return tuple(fiches.values()), frozenset(etablissements - {""})
