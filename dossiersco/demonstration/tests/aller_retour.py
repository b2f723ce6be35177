"""Un tour complet : fabriquer, importer, jouer, exporter, appliquer au banc, comparer."""

import io
import zipfile
from collections.abc import Iterable
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dossiersco.demonstration.actions import jouer
from dossiersco.dossiers.models import Eleve, Personne
from dossiersco.echanges.actions import Source, creer_college, importer
from dossiersco.echanges.retour import PlanRetour, preparer_retour, produire_retour
from dossiersco.siecle import banc, eleves, responsables
from dossiersco.siecle.banc import NON_TRANSPORTE, Base
from dossiersco.siecle.export import ouvrir
from dossiersco.siecle.fabrique import ecrire, fabriquer
from dossiersco.siecle.lus import Photo
from dossiersco.siecle.schema_import import Schema
from dossiersco.siecle.valeurs import comparable

UAI = "0590181B"


@dataclass
class Tour:
    """`base` : avant ; `obtenue` : SIECLE après l'import du fichier (None : pas de fichier)."""

    base: Base
    rapport: dict[str, Any]
    plan: PlanRetour
    obtenue: Base | None


def faire_un_tour(
    dossier: Path,
    *,
    taille: int,
    graine: int,
    sans_nouveaute: float,
    schema: Schema = Schema.COMMUN,
) -> Tour:
    college = fabriquer(uai=UAI, annee=2026, eleves=taille, graine=graine, incomplets=False)
    chemins = ecrire(college, dossier)
    etablissement = creer_college(UAI, 2026)
    importer(etablissement, [Source(chemin.name, chemin) for chemin in chemins])
    campagne = etablissement.campagnes.get()
    base = lire_base(chemins)
    rapport = jouer(campagne, graine=graine, sans_nouveaute=sans_nouveaute)
    plan = preparer_retour(campagne, schema)
    produit = produire_retour(plan)
    if produit is None:
        return Tour(base, rapport, plan, None)
    with produit.fichier.open("rb") as fichier:
        archive = zipfile.ZipFile(io.BytesIO(fichier.read()))
    xml = archive.read(archive.namelist()[0])
    obtenue = banc.appliquer(base, xml, _ids_prv(Eleve), _ids_prv(Personne))
    return Tour(base, rapport, plan, obtenue)


def lire_base(chemins: Iterable[Path]) -> Base:
    base = Base()
    for chemin in chemins:
        export = ouvrir(chemin, chemin.name)
        if "Eleves" in chemin.name:
            base.eleves.update({e.eleve_id: e.photo for e in eleves.lire(export, ignorer)})
        if "Responsables" in chemin.name:
            base.personnes.update(
                {p.personne_id: p.photo for p in responsables.lire_personnes(export, ignorer)}
            )
            base.liens.update(
                {
                    (lien.eleve_id, lien.personne_id): lien.photo
                    for lien in responsables.lire_liens(export, ignorer)
                }
            )
    return base


def ignorer(_anomalie: object) -> None:
    """Les anomalies de lecture ont leurs propres tests."""


def _ids_prv(modele: type[Eleve] | type[Personne]) -> dict[str, str]:
    return {str(prv): siecle for prv, siecle in modele.objects.values_list("id_prv", "id_siecle")}


def attendue(tour: Tour) -> Base:
    """La base d'avant, plus les changements acceptés des dossiers partis, et rien d'autre."""
    base = deepcopy(tour.base)
    partis = {envoyable.dossier.eleve.id_siecle for envoyable in tour.plan.envoyables}
    personnes_parties = {personne for (eleve, personne) in base.liens if eleve in partis}
    for ligne in tour.rapport["changements"]:
        fiches = base.eleves if ligne["cible"] == "eleve" else base.personnes
        parties = partis if ligne["cible"] == "eleve" else personnes_parties
        if ligne["decision"] == "acceptee" and ligne["id_siecle"] in parties:
            _poser(fiches[ligne["id_siecle"]], ligne["champ"], ligne["apres"])
    return base


def _poser(photo: Photo, balise: str, valeur: Any) -> None:
    if valeur is None:
        photo.pop(balise, None)
    else:
        photo[balise] = valeur


def differences(attendu: Base, obtenu: Base) -> list[str]:
    """Champ par champ, sur tout ce qui a été lu. Vide = rien n'a été abîmé."""
    fautes = []
    for sorte, avant, apres in (
        ("ELEVE", attendu.eleves, obtenu.eleves),
        ("PERSONNE", attendu.personnes, obtenu.personnes),
        ("LIEN", attendu.liens, obtenu.liens),
    ):
        if avant.keys() != apres.keys():
            fautes.append(f"{sorte} : {avant.keys() ^ apres.keys()}")
        for cle in avant.keys() & apres.keys():
            une, autre = _essentiel(avant[cle], sorte), _essentiel(apres[cle], sorte)
            fautes += [
                f"{sorte} {cle} {balise} : {une.get(balise)} attendu, {autre.get(balise)} obtenu"
                for balise in une.keys() | autre.keys()
                if une.get(balise) != autre.get(balise)
            ]
    return fautes


# Nos propres numéros : absents de la base d'avant, présents après, sans effet sur personne.
NOS_NUMEROS = frozenset({"ID_PRV_ELE", "ID_PRV_PER"})


# L'import exige ces balises ; quand SIECLE ne les a jamais dites, le retour porte la valeur que
# SIECLE lit dans une case vide. C'est la seule chose que le retour ajoute.
EXIGEES = {
    "CODE_PROFESSION": "99",
    "HEBERGE_ELEVE": "0",
    "ADHESION_TRANSPORT": "0",
    "CODE_STATUT": "ST",
}


def _essentiel(photo: Photo, sorte: str) -> dict[str, Any]:
    ignorees = NON_TRANSPORTE[sorte] | NOS_NUMEROS
    return {
        balise: comparee
        for balise, valeur in photo.items()
        if balise not in ignorees
        and (comparee := _comparer(balise, valeur))
        and comparee != EXIGEES.get(balise)
    }


def _comparer(balise: str, valeur: Any) -> Any:
    if balise in ("ADRESSE", "SCOLARITE_AN_DERNIER"):
        return {
            cle: comparable(cle, texte)
            for cle, texte in valeur.items()
            if cle not in NON_TRANSPORTE[balise]
        }
    if balise == "OPTIONS":
        return {(o["CODE_MATIERE"], o["CODE_MODALITE_ELECT"]) for o in valeur}
    if balise == "STRUCTURES":
        return {(s["CODE_STRUCTURE"], s["TYPE_STRUCTURE"]) for s in valeur}
    return comparable(balise, valeur)
