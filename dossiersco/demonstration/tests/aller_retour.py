"""Un tour complet : fabriquer, importer, jouer, exporter, appliquer au banc, comparer."""

import io
import zipfile
from collections.abc import Iterable
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dossiersco.campagnes.models import Campagne
from dossiersco.demonstration.actions import PartieImpossible, jouer
from dossiersco.dossiers.models import Eleve, Personne
from dossiersco.echanges.actions import Source, creer_college, importer
from dossiersco.echanges.contexte import contexte_de
from dossiersco.echanges.retour import PlanRetour, preparer_retour, produire_retour
from dossiersco.siecle import eleves, responsables
from dossiersco.siecle.banc import Base, Difference, deposer, differences
from dossiersco.siecle.export import ouvrir
from dossiersco.siecle.fabrique import ecrire, fabriquer
from dossiersco.siecle.lus import Photo
from dossiersco.siecle.prevol import Sorte
from dossiersco.siecle.schema_import import Schema

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
    mechante: bool = False,
) -> Tour:
    college = fabriquer(
        uai=UAI, annee=2026, eleves=taille, graine=graine, incomplets=False, mechante=mechante
    )
    chemins = ecrire(college, dossier)
    etablissement = creer_college(UAI, 2026)
    importer(etablissement, [Source(chemin.name, chemin) for chemin in chemins])
    campagne = etablissement.campagnes.get()
    base = lire_base(chemins)
    rapport = _jouer(campagne, graine=graine, sans_nouveaute=sans_nouveaute)
    plan = preparer_retour(campagne, schema)
    produit = produire_retour(plan)
    if produit is None:
        return Tour(base, rapport, plan, None)
    with produit.fichier.open("rb") as fichier:
        archive = zipfile.ZipFile(io.BytesIO(fichier.read()))
    xml = archive.read(archive.namelist()[0])
    compte_rendu = deposer(base, xml, contexte=contexte_de(campagne))
    assert compte_rendu.refus == ""
    return Tour(base, rapport, plan, compte_rendu.base)


def _jouer(campagne: Campagne, *, graine: int, sans_nouveaute: float) -> dict[str, Any]:
    try:
        return jouer(campagne, graine=graine, sans_nouveaute=sans_nouveaute)
    except PartieImpossible:
        # Un tout petit collège n'a parfois qu'un élève, et il est parti.
        return {"changements": []}


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
    _noter_les_silences(base, tour.plan)
    return base


def _noter_les_silences(base: Base, plan: PlanRetour) -> None:
    """SIECLE met à non ce qu'il ne sait pas de la communication des adresses (INF_COMAD_A_01)."""
    for personne in (base.personnes[cle] for cle in personnes_du(plan)):
        personne.setdefault("COMMUNICATION_ADRESSE", "0")


def personnes_du(plan: PlanRetour) -> set[str]:
    ids = Personne.objects.filter(pk__in=plan.personnes).values_list("id_siecle", flat=True)
    return set(filter(None, ids))


def _poser(photo: Photo, balise: str, valeur: Any) -> None:
    if valeur is None:
        photo.pop(balise, None)
    else:
        photo[balise] = valeur


def inattendues(tour: Tour) -> list[Difference]:
    """Les différences que le pré-vol n'a pas annoncées ; vide quand rien n'a été abîmé."""
    assert tour.obtenue is not None
    cles = {
        **{(Sorte.ELEVE, str(prv)): cle for prv, cle in _numeros(Eleve)},
        **{(Sorte.PERSONNE, str(prv)): cle for prv, cle in _numeros(Personne)},
    }
    annoncees = {
        (cles[annonce.sorte, annonce.id_prv], balise)
        for annonce in tour.plan.annonces
        for balise in annonce.perdues
    }
    return [
        ecart
        for ecart in differences(attendue(tour), tour.obtenue)
        if (ecart.cle[0] if isinstance(ecart.cle, tuple) else ecart.cle, ecart.balise)
        not in annoncees
    ]


def _numeros(modele: type[Eleve] | type[Personne]) -> list[tuple[int, str]]:
    return list(modele.objects.values_list("id_prv", "id_siecle"))
