"""Un tour sans base de données : une base au hasard, des changements acceptés, le fichier, le banc.

`jouer` rend tout ce qu'il faut pour juger ; `manquements` dit quelles propriétés ne tiennent pas.
La graine suffit à rejouer un tour.
"""

from collections.abc import Callable, Iterable, Iterator
from copy import deepcopy
from dataclasses import dataclass, replace
from datetime import date, datetime
from random import Random

from lxml import etree

from dossiersco.dossiers.champs import Cible, colonnes
from dossiersco.dossiers.journal import Changement, changements
from dossiersco.echanges.assemblage import (
    Assemblage,
    Candidat,
    Ensemble,
    Fiche,
    Lien,
    assembler,
)
from dossiersco.echanges.numeros import Numeros
from dossiersco.echanges.tests.degats import abimer
from dossiersco.echanges.tests.nouveautes_au_hasard import TIRAGES
from dossiersco.siecle import retour
from dossiersco.siecle.banc import Base, CompteRendu, Difference, Section, deposer, differences
from dossiersco.siecle.contexte_retour import ContexteRetour, des_exports
from dossiersco.siecle.ecriture import Bloc
from dossiersco.siecle.fabrique import College, fabriquer
from dossiersco.siecle.lus import Photo
from dossiersco.siecle.prevol import Annonce, Gravite, Sorte, annoncer
from dossiersco.siecle.schema_import import Schema
from dossiersco.siecle.tests.test_schema_import_hasard import OFFICIELS, xsd
from dossiersco.siecle.valeurs import date_fr

UAI = "0590181B"
INSTANT = datetime(2026, 7, 3, 9, 5, 0)  # noqa: DTZ001 (l'heure du collège, qui nomme le fichier)
SANS_NOUVEAUTE = 0.1

Blocs = tuple[list[Bloc], list[Bloc]]
"""Les personnes et les élèves d'un envoi."""
Ecrivain = Callable[[list[Bloc], list[Bloc]], Blocs]


@dataclass(frozen=True)
class Monde:
    """Une base au hasard, ce qu'on y a accepté, et ce qui part."""

    graine: int
    schema: Schema
    contexte: ContexteRetour
    base: Base
    ensemble: Ensemble
    eleves: dict[int, Fiche]
    assemblage: Assemblage


@dataclass(frozen=True)
class Tour:
    """`compte_rendu` : None quand rien ne part. `refus` : le fichier n'a pas pu être écrit."""

    monde: Monde
    envoi: Blocs
    xml: bytes = b""
    compte_rendu: CompteRendu | None = None
    refus: str = ""


def fidele(personnes: list[Bloc], eleves: list[Bloc]) -> Blocs:
    """L'écrivain d'aujourd'hui : il n'abîme rien."""
    return personnes, eleves


# ─── Dresser ───────────────────────────────────────────────────────────────────────────────────


def dresser(graine: int) -> Monde:
    hasard = Random(graine)
    college = fabriquer(
        UAI, 2026, hasard.randint(1, 9), graine, incomplets=False, mechante=hasard.random() < 0.8
    )
    base, schema = base_du(college), hasard.choice(list(Schema))
    contexte = _bouscule(contexte_du(college), hasard)
    fiches = _fiches(base, contexte, hasard, nouveaute=hasard.random() >= SANS_NOUVEAUTE)
    eleves, personnes = fiches[Cible.ELEVE], fiches[Cible.PERSONNE]
    ids = {personnes[id].id_siecle: id for id in personnes}
    candidats = [
        Candidat(eleve, _liens(eleve.id_siecle, base, ids))
        for eleve in eleves.values()
        if not _deja_parti(eleve.lue, contexte)
    ]
    ensemble = Ensemble(candidats, personnes, _parentes(base, ids), contexte, schema)
    return Monde(graine, schema, contexte, base, ensemble, eleves, assembler(ensemble))


def base_du(college: College) -> Base:
    """Des photos séparées, comme des lectures : une adresse partagée n'est pas le même objet."""
    return Base(
        {eleve.eleve_id: deepcopy(eleve.photo) for eleve in college.eleves},
        {personne.personne_id: deepcopy(personne.photo) for personne in college.personnes},
        {(lien.eleve_id, lien.personne_id): deepcopy(lien.photo) for lien in college.liens},
    )


def contexte_du(college: College) -> ContexteRetour:
    return des_exports(college.nomenclature, college.divisions, college.communs)


def _bouscule(contexte: ContexteRetour, hasard: Random) -> ContexteRetour:
    """Une division qui n'est plus rattachée ; des langues dont les rangs sont échangés."""
    divisions = dict(contexte.divisions)
    if hasard.random() < 0.2:
        divisions[hasard.choice(list(divisions))] = ()
    obligatoires = contexte.options_obligatoires
    if hasard.random() < 0.4:
        deux = {mef for mef, nombre in contexte.nb_options_obligatoires.items() if nombre == 2}
        obligatoires = frozenset(
            (mef, matiere, 3 - rang if mef in deux else rang) for mef, matiere, rang in obligatoires
        )
    return replace(contexte, divisions=divisions, options_obligatoires=obligatoires)


def _fiches(
    base: Base, contexte: ContexteRetour, hasard: Random, *, nouveaute: bool
) -> dict[Cible, dict[int, Fiche]]:
    fiches: dict[Cible, dict[int, Fiche]] = {}
    for cible, photos, balise in (
        (Cible.ELEVE, base.eleves, "ID_PRV_ELE"),
        (Cible.PERSONNE, base.personnes, "ID_PRV_PER"),
    ):
        connus = [int(photo[balise]) for photo in photos.values() if balise in photo]
        numeros = Numeros((), connus)
        fiches[cible] = {
            rang: Fiche(
                rang,
                numeros.attribuer(photo.get(balise, "")),
                cle,
                photo,
                tuple(_acceptes(cible, rang, photo, contexte, hasard)) if nouveaute else (),
            )
            for rang, (cle, photo) in enumerate(photos.items(), 1)
        }
    return fiches


def _acceptes(
    cible: Cible, rang: int, photo: Photo, contexte: ContexteRetour, hasard: Random
) -> Iterator[Changement]:
    """Les différences, telles que le journal les calcule, et que le collège a acceptées."""
    actuel = {**colonnes(cible, photo), "code_mef": photo.get("CODE_MEF", "")}
    if hasard.random() < 0.4:
        for tirage in hasard.sample(TIRAGES[cible], hasard.randint(1, 4)):
            actuel |= tirage(hasard, actuel, contexte)
    for changement in changements(cible, rang, photo, actuel):
        if hasard.random() < 0.9:
            yield changement


def _liens(eleve_id: str, base: Base, ids: dict[str, int]) -> tuple[Lien, ...]:
    return tuple(
        Lien(ids[personne], photo)
        for (eleve, personne), photo in base.liens.items()
        if eleve == eleve_id
    )


def _deja_parti(photo: Photo, contexte: ContexteRetour) -> bool:
    """Parti avant la rentrée : il n'a pas de dossier."""
    sortie = date_fr(photo.get("DATE_SORTIE", ""))
    return bool(sortie and contexte.debut_annee and sortie < contexte.debut_annee)


def _parentes(base: Base, ids: dict[str, int]) -> dict[int, set[str]]:
    parentes: dict[int, set[str]] = {}
    for (_, personne), photo in base.liens.items():
        parentes.setdefault(ids[personne], set()).add(photo["CODE_PARENTE"])
    return parentes


# ─── Jouer ─────────────────────────────────────────────────────────────────────────────────────


def jouer(graine: int, ecrivain: Ecrivain = fidele) -> Tour:
    """`ecrivain` : ce qui écrit à la place du nôtre, pour semer une faute."""
    monde = dresser(graine)
    fiches = monde.assemblage
    envoi = ecrivain(
        deepcopy(list(fiches.personnes.values())), deepcopy(list(fiches.eleves.values()))
    )
    return envoyer(monde, envoi)


def envoyer(monde: Monde, envoi: Blocs) -> Tour:
    personnes, eleves = envoi
    if not eleves:
        return Tour(monde, envoi)
    feuille = retour.Envoi(UAI, "2026", date(2026, 7, 3), 1, personnes, eleves)
    try:
        xml = retour.ecrire(feuille, monde.schema)
    except retour.RetourInvalide as invalide:
        return Tour(monde, envoi, refus=f"{invalide.fautes[0].chemin} {invalide.fautes[0].message}")
    nom = retour.nom_fichier(UAI, "2026", INSTANT)
    fichier = retour.zipper(nom, xml)
    rendu = deposer(monde.base, fichier, contexte=monde.contexte, nom=f"{nom}.zip")
    return Tour(monde, envoi, xml, rendu)


# ─── Juger ─────────────────────────────────────────────────────────────────────────────────────


def manquements(tour: Tour) -> list[str]:
    """Les propriétés qui ne tiennent pas, « (b) … » ; vide quand tout va bien."""
    monde = tour.monde
    if tour.refus:
        return [f"(d) fichier refusé avant de partir : {tour.refus}"]
    if tour.compte_rendu is None:
        return []
    if tour.compte_rendu.refus:
        return [f"(e) SIECLE refuse le fichier : {tour.compte_rendu.refus}"]
    attendue = base_attendue(monde)
    return [
        *_a(monde),
        *_b(monde, attendue, tour.compte_rendu.base),
        *_c(monde, attendue, tour.compte_rendu.base),
        *_d(tour.xml, monde.schema),
        *_e(monde.assemblage.annonces, tour.compte_rendu),
    ]


def base_attendue(monde: Monde) -> Base:
    """La base d'avant, plus ce qui a été accepté des fiches parties, et rien d'autre."""
    base = deepcopy(monde.base)
    for id_eleve in monde.assemblage.eleves:
        fiche = monde.eleves[id_eleve]
        base.eleves[fiche.id_siecle] = deepcopy(fiche.voulue)
    for id_personne in monde.assemblage.personnes:
        fiche = monde.ensemble.personnes[id_personne]
        base.personnes[fiche.id_siecle] = deepcopy(fiche.voulue)
    return base


def _a(monde: Monde) -> Iterator[str]:
    """Rien d'accepté d'un élève ni de ses responsables : il ne part pas."""
    for candidat in monde.ensemble.candidats:
        personnes = (monde.ensemble.personnes[lien.personne] for lien in candidat.liens)
        nouveau = any(fiche.acceptes for fiche in (candidat.eleve, *personnes))
        if candidat.eleve.id in monde.assemblage.eleves and not nouveau:
            yield f"(a) élève {candidat.eleve.id_siecle} renvoyé sans rien de nouveau"


def _b(monde: Monde, attendue: Base, obtenue: Base) -> Iterator[str]:
    perdues = _perdues(monde)
    for ecart in differences(attendue, obtenue):
        cle = ecart.cle[0] if isinstance(ecart.cle, tuple) else ecart.cle
        if ecart.balise not in perdues.get(cle, ()):
            yield f"(b) {_dire(ecart)}"


def _perdues(monde: Monde) -> dict[str, set[str]]:
    """{clé de SIECLE: les balises que le pré-vol a dites perdues}."""
    cles = {
        **{(Sorte.ELEVE, str(f.id_prv)): f.id_siecle for f in monde.eleves.values()},
        **{(Sorte.PERSONNE, str(f.id_prv)): f.id_siecle for f in monde.ensemble.personnes.values()},
    }
    perdues: dict[str, set[str]] = {}
    for annonce in monde.assemblage.annonces:
        perdues.setdefault(cles[annonce.sorte, annonce.id_prv], set()).update(annonce.perdues)
    return perdues


def _dire(ecart: Difference) -> str:
    return f"{ecart.sorte} {ecart.cle} {ecart.balise} : {ecart.avant} voulu, {ecart.apres} obtenu"


def _c(monde: Monde, attendue: Base, obtenue: Base) -> Iterator[str]:
    """Ni personne, ni lien, ni fratrie, ni option de moins. Sans aucune exception."""
    for sorte, voulus, gardes in (
        ("élève", attendue.eleves, obtenue.eleves),
        ("responsable", attendue.personnes, obtenue.personnes),
        ("lien", attendue.liens, obtenue.liens),
    ):
        for cle in voulus.keys() ^ gardes.keys():
            yield f"(c) {sorte} {cle} {'perdu' if cle in voulus else 'de trop'}"
    for cle in (monde.eleves[id_eleve].id_siecle for id_eleve in monde.assemblage.eleves):
        if perdues := _matieres(attendue.eleves[cle]) - _matieres(obtenue.eleves.get(cle, {})):
            yield f"(c) élève {cle} : options perdues {perdues}"


def _matieres(photo: Photo) -> set[str]:
    return {option["CODE_MATIERE"] for option in photo.get("OPTIONS", [])}


def _d(xml: bytes, schema: Schema) -> Iterator[str]:
    document = etree.fromstring(xml)
    for version in OFFICIELS[schema]:
        if not xsd(version).validate(document):
            yield f"(d) {version} : {xsd(version).error_log[0].message}"


def _e(annonces: Iterable[Annonce], rendu: CompteRendu) -> Iterator[str]:
    """Ce que SIECLE a dit, et ce qu'on en avait annoncé."""
    dits, annonces_faites = dits_par_siecle(rendu), annoncees(annonces)
    for code, sorte, prv in sorted(dits - annonces_faites):
        yield f"(e) {code} sur {sorte} {prv} n'a pas été annoncé"
    for code, sorte, prv in sorted(annonces_faites - dits):
        yield f"(e) {code} sur {sorte} {prv} a été annoncé à tort"


Constat = tuple[str, str, str]


def dits_par_siecle(rendu: CompteRendu) -> set[Constat]:
    personnes = Section.PERSONNES_NOTES
    return {
        (ligne.code, Sorte.PERSONNE if ligne.section <= personnes else Sorte.ELEVE, ligne.id_prv)
        for ligne in rendu.lignes
        if ligne.section <= Section.ELEVES_NOTES
    }


def annoncees(annonces: Iterable[Annonce]) -> set[Constat]:
    de_siecle = (Gravite.REJET, Gravite.ANOMALIE, Gravite.NOTE)
    return {(a.code, a.sorte, a.id_prv) for a in annonces if a.gravite in de_siecle}


# ─── Abîmer ────────────────────────────────────────────────────────────────────────────────────


def jouer_abime(graine: int) -> tuple[Tour, tuple[Annonce, ...]]:
    """Un envoi abîmé après coup, et ce que le pré-vol en dit."""
    monde = dresser(graine)
    fiches = monde.assemblage
    envoi = deepcopy((list(fiches.personnes.values()), list(fiches.eleves.values())))
    abimer(envoi, monde.contexte, monde.schema, Random(graine))
    return envoyer(monde, envoi), annoncer(*envoi, monde.contexte)


def manquements_d_un_abime(tour: Tour, annonces: Iterable[Annonce]) -> list[str]:
    """La seule propriété (e) : ce que SIECLE dira d'un envoi abîmé est annoncé, et rien d'autre."""
    if tour.refus:
        return [f"(d) le dégât ne passe pas le schéma : {tour.refus}"]
    if tour.compte_rendu is None:
        return []
    return list(_e(annonces, tour.compte_rendu))
