"""Ce qui part vers SIECLE : les dossiers validés qui portent une différence acceptée, eux seuls."""

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import PurePath
from typing import Any
from zoneinfo import ZoneInfo

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from dossiersco.campagnes.models import Campagne
from dossiersco.dossiers.champs import Cible
from dossiersco.dossiers.etats import Etat
from dossiersco.dossiers.examen import Examen, examiner
from dossiersco.dossiers.journal import Changement
from dossiersco.dossiers.models import Dossier, Eleve, Personne, Responsable
from dossiersco.echanges.assemblage import (
    Candidat,
    Ensemble,
    Fiche,
    Lien,
    assembler,
)
from dossiersco.echanges.contexte import contexte_de
from dossiersco.echanges.lendemain import oublier_les_vus
from dossiersco.echanges.models import ChangementEnvoye, Retour
from dossiersco.echanges.options_retenues import retenir
from dossiersco.etablissements.models import Agent, Etablissement
from dossiersco.siecle import retour
from dossiersco.siecle.contexte_retour import ContexteRetour
from dossiersco.siecle.controle_retour import controler, sans_dommage
from dossiersco.siecle.prevol import ID_PRV, Annonce, Gravite, Sorte
from dossiersco.siecle.regles import Blocage
from dossiersco.siecle.schema_import import Schema

Bloc = dict[str, Any]
A_CREER = (
    "SIECLE ne connaît pas encore cet élève : créez-le dans Base élèves, puis déposez de nouveaux "
    "exports."
)
# Ces pertes-là n'emportent qu'une partie de la balise, ou qu'une balise sur deux.
EN_PARTIE = frozenset({"ADRESSE_PERDUE", "LNAIS"})


@dataclass(frozen=True)
class Bloque:
    """Un dossier qui ne peut pas partir, et pourquoi, pour la secrétaire."""

    dossier: Dossier
    motifs: tuple[str, ...]


@dataclass(frozen=True)
class Envoyable:
    """Un élève prêt à partir. `changements` : ce que SIECLE apprendra.

    `ids_siecle` : {(cible, id): ELEVE_ID ou PERSONNE_ID}, pour le dire dans les mots de SIECLE.
    """

    dossier: Dossier
    bloc: Bloc
    personnes: frozenset[int]
    changements: tuple[Changement, ...]
    ids_siecle: dict[tuple[Cible, int], str | None]


@dataclass
class PlanRetour:
    """`personnes` : {id de la personne: sa fiche}, celles des envoyables seulement.

    `annonces` : ce que SIECLE y trouverait à redire, ce qui bloque et ce qui ne partira pas.
    `ensemble` : les photos et les changements dont le plan est fait.
    """

    campagne: Campagne
    schema: Schema
    envoyables: list[Envoyable] = field(default_factory=list)
    bloques: list[Bloque] = field(default_factory=list)
    personnes: dict[int, Bloc] = field(default_factory=dict)
    avis: list[str] = field(default_factory=list)
    annonces: tuple[Annonce, ...] = ()
    contexte: ContexteRetour = field(default_factory=ContexteRetour)
    ensemble: Ensemble | None = None


def preparer_retour(
    campagne: Campagne, schema: Schema | None = None, *, choisis: Collection[int] | None = None
) -> PlanRetour:
    """Ce qui partirait maintenant, dans le schéma du collège par défaut. N'écrit rien.

    `choisis` : les ids des dossiers à envoyer, eux seuls ; les autres restent à envoyer.
    """
    valides = Dossier.objects.presents().filter(campagne=campagne, etat=Etat.VALIDE)
    if choisis is not None:
        valides = valides.filter(pk__in=choisis)
    examens = examiner(list(valides.select_related("eleve", "campagne").order_by("pk")))
    oublier_les_vus(campagne, examens)
    choisi = schema or Schema(campagne.etablissement.schema_retour)
    return planifier(campagne, choisi, contexte_de(campagne), filter(a_envoyer, examens))


def planifier(
    campagne: Campagne,
    schema: Schema,
    contexte: ContexteRetour,
    voulus: Iterable[Examen],
    *,
    a_blanc: bool = False,
) -> PlanRetour:
    """Le plan de ces dossiers. `a_blanc` : comme si tous partaient, pour une répétition."""
    connus, inconnus = _separer(voulus)
    examens, retenues = retenir([_sans_les_inconnus(examen) for examen in connus])
    examens = [examen for examen in examens if a_blanc or examen.acceptes]
    ensemble = _ensemble(contexte, schema, examens, a_blanc=a_blanc)
    assemblage = assembler(ensemble)
    plan = PlanRetour(
        campagne,
        schema,
        personnes=assemblage.personnes,
        avis=[*retenues, *assemblage.avis],
        annonces=tuple(assemblage.annonces),
        contexte=contexte,
        ensemble=ensemble,
    )
    plan.bloques += [Bloque(examen.dossier, (A_CREER,)) for examen in inconnus]
    for examen in examens:
        bloc = assemblage.eleves.get(examen.dossier.eleve_id)
        if bloc is None:
            blocages = assemblage.bloques[examen.dossier.eleve_id]
            plan.bloques.append(_bloque(examen, blocages))
        else:
            plan.envoyables.append(_envoyable(examen, bloc))
    return plan


def _separer(examens: Iterable[Examen]) -> tuple[list[Examen], list[Examen]]:
    """Les élèves que SIECLE connaît, et les autres."""
    connus: list[Examen] = []
    inconnus: list[Examen] = []
    for examen in examens:
        (inconnus if examen.dossier.eleve.inconnu_de_siecle else connus).append(examen)
    return connus, inconnus


def a_envoyer(examen: Examen) -> bool:
    """Vrai aussi d'un élève que SIECLE ne connaît pas : il faut dire pourquoi il ne part pas."""
    return bool(examen.acceptes) or examen.dossier.eleve.inconnu_de_siecle


def _sans_les_inconnus(examen: Examen) -> Examen:
    """Un responsable que SIECLE n'a jamais dit ne s'y crée pas par nous : ce serait un double."""
    return replace(
        examen, liens=[lien for lien in examen.liens if not lien.personne.inconnu_de_siecle]
    )


def _ensemble(
    contexte: ContexteRetour, schema: Schema, examens: Sequence[Examen], *, a_blanc: bool
) -> Ensemble:
    acceptes = _par_objet(examens)
    liens = [lien for examen in examens for lien in examen.liens]
    return Ensemble(
        candidats=[
            Candidat(
                _fiche(Cible.ELEVE, examen.dossier.eleve, acceptes),
                tuple(Lien(lien.personne_id, lien.photo) for lien in examen.liens),
            )
            for examen in examens
        ],
        personnes={
            lien.personne_id: _fiche(Cible.PERSONNE, lien.personne, acceptes) for lien in liens
        },
        parentes=_parentes(examens),
        contexte=contexte,
        schema=schema,
        a_blanc=a_blanc,
    )


def _fiche(
    cible: Cible,
    objet: Eleve | Personne,
    acceptes: Mapping[tuple[Cible, int], list[Changement]],
) -> Fiche:
    changements = tuple(acceptes.get((cible, objet.pk), ()))
    return Fiche(objet.pk, objet.id_prv, objet.id_siecle or "", objet.photo, changements)


def _envoyable(examen: Examen, bloc: Bloc) -> Envoyable:
    return Envoyable(
        dossier=examen.dossier,
        bloc=bloc,
        personnes=frozenset(lien.personne_id for lien in examen.liens),
        changements=tuple(examen.acceptes),
        ids_siecle=_ids_siecle(examen),
    )


def _bloque(examen: Examen, blocages: Iterable[Blocage]) -> Bloque:
    motifs = (blocage.message for blocage in blocages)
    return Bloque(examen.dossier, tuple(dict.fromkeys(motifs)))


def _ids_siecle(examen: Examen) -> dict[tuple[Cible, int], str | None]:
    eleve = examen.dossier.eleve
    ids = {(Cible.PERSONNE, lien.personne_id): lien.personne.id_siecle for lien in examen.liens}
    return {(Cible.ELEVE, eleve.pk): eleve.id_siecle, **ids}


def _par_objet(examens: Iterable[Examen]) -> dict[tuple[Cible, int], list[Changement]]:
    par_objet: dict[tuple[Cible, int], list[Changement]] = defaultdict(list)
    for examen in examens:
        for changement in examen.acceptes:
            deja = par_objet[changement.cible, changement.id]
            if changement not in deja:
                deja.append(changement)
    return par_objet


def _parentes(examens: Iterable[Examen]) -> dict[int, set[str]]:
    personnes = {lien.personne_id for examen in examens for lien in examen.liens}
    parentes: dict[int, set[str]] = defaultdict(set)
    for personne, parente in Responsable.objects.filter(personne__in=personnes).values_list(
        "personne_id", "code_parente"
    ):
        parentes[personne].add(parente)
    return parentes


def _instant_libre(campagne: Campagne, etablissement: Etablissement) -> datetime:
    """L'heure du collège, qui nomme le fichier : deux de la même seconde auraient le même nom."""
    instant = timezone.now().astimezone(ZoneInfo(etablissement.fuseau))
    derniers = Retour.objects.filter(campagne=campagne).values_list("fichier", flat=True)
    pris = {PurePath(fichier).stem for fichier in derniers}
    while retour.nom_fichier(etablissement.uai, str(campagne.annee), instant) in pris:
        instant += timedelta(seconds=1)
    return instant


def remarques_de(plan: PlanRetour) -> list[dict[str, str]]:
    """Ce qu'on savait de l'envoi en le produisant : ce qu'il ne dit pas, ce que SIECLE notera."""
    parties = {
        *((Sorte.ELEVE, envoyable.bloc["ID_PRV_ELE"]) for envoyable in plan.envoyables),
        *((Sorte.PERSONNE, bloc["ID_PRV_PER"]) for bloc in plan.personnes.values()),
    }
    return [
        {"code": a.code, "gravite": str(a.gravite), "qui": a.qui, "message": a.message}
        for a in plan.annonces
        if (a.sorte, a.id_prv) in parties and a.gravite is not Gravite.BLOCAGE
    ]


def _relire(contenu: bytes, nom: str, plan: PlanRetour) -> None:
    """Le contrôle qu'on fait aux fichiers des autres. Ce qui a été annoncé est déjà su.

    L'établissement d'origine vient de SIECLE (HETAB) : même étrange, le renvoyer ne l'abîme pas.
    """
    controle = controler(contenu, nom, plan.schema, plan.contexte)
    annoncees = {(a.code, a.sorte, a.id_prv) for a in plan.annonces}
    annonces = {(a.code, a.sorte, a.id_prv) for a in controle.annonces} - annoncees
    codes = {code for code, _, _ in annonces} | {"CIVIL", "PAREN"}
    degats = [degat for degat in controle.degats if degat.regle in codes]
    # Ce qui se pardonne à un autre logiciel ne sort pas du nôtre.
    pardonnees = filter(sans_dommage, controle.avis)
    if fautes := [*controle.refus, *pardonnees, *degats]:
        raise retour.RetourInvalide(fautes)


def composer(plan: PlanRetour, num_envoi: int, instant: datetime) -> tuple[str, bytes]:
    """Le nom de l'envoi et son archive, relue. Lève `siecle.retour.RetourInvalide`."""
    envoi, nom = _envoi(plan, num_envoi, instant)
    contenu = retour.zipper(nom, retour.rediger(envoi, plan.schema))
    _relire(contenu, f"{nom}.zip", plan)
    return nom, contenu


def ecrire_envoi(plan: PlanRetour, num_envoi: int, instant: datetime) -> tuple[str, bytes]:
    """Comme `composer`, sans les règles de SIECLE, que le banc vérifie de son côté."""
    envoi, nom = _envoi(plan, num_envoi, instant)
    return nom, retour.zipper(nom, retour.ecrire(envoi, plan.schema))


def _envoi(plan: PlanRetour, num_envoi: int, instant: datetime) -> tuple[retour.Envoi, str]:
    campagne = plan.campagne
    uai, annee = campagne.etablissement.uai, str(campagne.annee)
    envoi = retour.Envoi(
        uaj=uai,
        annee_scolaire=annee,
        date_import=instant.date(),
        num_envoi=num_envoi,
        personnes=list(plan.personnes.values()),
        eleves=[envoyable.bloc for envoyable in plan.envoyables],
    )
    return envoi, retour.nom_fichier(uai, annee, instant)


@transaction.atomic
def produire_retour(plan: PlanRetour, *, par: Agent | None = None) -> Retour | None:
    """Écrit le fichier et le garde. Rien à dire à SIECLE : pas de fichier, rend None.

    Lève `siecle.retour.RetourInvalide` : un fichier invalide ne sort jamais.
    """
    if not plan.envoyables:
        return None
    campagne = plan.campagne
    # Verrouillé : deux agents à la fois ne prennent pas le même numéro d'envoi.
    verrouilles = Etablissement.objects.select_for_update(no_key=True)
    etablissement = verrouilles.get(pk=campagne.etablissement_id)
    num_envoi = etablissement.dernier_envoi + 1
    Etablissement.objects.filter(pk=etablissement.pk).update(dernier_envoi=F("dernier_envoi") + 1)
    instant = _instant_libre(campagne, etablissement)
    nom, contenu = composer(plan, num_envoi, instant)
    produit = Retour(
        campagne=campagne,
        par_agent=par,
        schema=plan.schema,
        num_envoi=num_envoi,
        sha256=hashlib.sha256(contenu).hexdigest(),
        remarques=remarques_de(plan),
    )
    produit.fichier.save(f"{nom}.zip", ContentFile(contenu), save=True)
    produit.dossiers.set([envoyable.dossier for envoyable in plan.envoyables])
    ChangementEnvoye.objects.bulk_create(_changements_envoyes(produit, plan), batch_size=500)
    return produit


def _changements_envoyes(produit: Retour, plan: PlanRetour) -> Iterator[ChangementEnvoye]:
    """Ce que le fichier porte vraiment : une identité retenue, un nom d'usage omis n'y sont pas."""
    pertes = {
        (annonce.sorte, annonce.id_prv, balise): annonce.code
        for annonce in plan.annonces
        if annonce.gravite is Gravite.PERTE
        for balise in annonce.perdues
    }
    deja = set()
    for envoyable in plan.envoyables:
        for changement in envoyable.changements:
            bloc = _bloc_de(changement, envoyable, plan)
            if changement.clef in deja or not _est_ecrit(changement, bloc, pertes):
                continue
            deja.add(changement.clef)
            yield ChangementEnvoye(
                retour=produit,
                dossier=envoyable.dossier,
                eleve_id=changement.id if changement.cible is Cible.ELEVE else None,
                personne_id=changement.id if changement.cible is Cible.PERSONNE else None,
                champ=changement.champ.nom,
                avant=changement.champ.ecrire(changement.avant),
                apres=changement.champ.ecrire(changement.apres),
            )


def _bloc_de(changement: Changement, envoyable: Envoyable, plan: PlanRetour) -> Bloc:
    if changement.cible is Cible.ELEVE:
        return envoyable.bloc
    return plan.personnes[changement.id]


def _est_ecrit(
    changement: Changement, bloc: Bloc, pertes: Mapping[tuple[Sorte, str, str], str]
) -> bool:
    sorte, balise = Sorte(changement.cible), changement.champ.balise
    perte = pertes.get((sorte, bloc[ID_PRV[sorte]], balise))
    return perte is None or (perte in EN_PARTIE and balise in bloc)
