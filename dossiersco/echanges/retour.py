"""Ce qui part vers SIECLE : les dossiers validés qui portent une différence acceptée, eux seuls."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
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
    Assemblage,
    Candidat,
    Ensemble,
    Fiche,
    Lien,
    assembler,
)
from dossiersco.echanges.contexte import contexte_de
from dossiersco.echanges.models import Retour
from dossiersco.echanges.options_retenues import retenir
from dossiersco.etablissements.models import Agent, Etablissement
from dossiersco.siecle import retour
from dossiersco.siecle.contexte_retour import ContexteRetour
from dossiersco.siecle.controle_retour import controler
from dossiersco.siecle.prevol import Annonce
from dossiersco.siecle.regles import Blocage
from dossiersco.siecle.schema_import import Schema

Bloc = dict[str, Any]


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
    """

    campagne: Campagne
    schema: Schema
    envoyables: list[Envoyable] = field(default_factory=list)
    bloques: list[Bloque] = field(default_factory=list)
    personnes: dict[int, Bloc] = field(default_factory=dict)
    avis: list[str] = field(default_factory=list)
    annonces: tuple[Annonce, ...] = ()
    contexte: ContexteRetour = field(default_factory=ContexteRetour)


def preparer_retour(campagne: Campagne, schema: Schema | None = None) -> PlanRetour:
    """Ce qui partirait maintenant, dans le schéma du collège par défaut. N'écrit rien."""
    valides = Dossier.objects.filter(campagne=campagne, etat=Etat.VALIDE).select_related(
        "eleve", "campagne"
    )
    examines, retenues = retenir(examiner(list(valides.order_by("pk"))))
    examens = [examen for examen in examines if examen.acceptes]
    contexte = contexte_de(campagne)
    choisi = schema or Schema(campagne.etablissement.schema_retour)
    assemblage = _assembler(contexte, choisi, examens)
    plan = PlanRetour(
        campagne,
        choisi,
        personnes=assemblage.personnes,
        avis=[*retenues, *assemblage.avis],
        annonces=tuple(assemblage.annonces),
        contexte=contexte,
    )
    for examen in examens:
        bloc = assemblage.eleves.get(examen.dossier.eleve_id)
        if bloc is None:
            blocages = assemblage.bloques[examen.dossier.eleve_id]
            plan.bloques.append(_bloque(examen, blocages))
        else:
            plan.envoyables.append(_envoyable(examen, bloc))
    return plan


def _assembler(contexte: ContexteRetour, schema: Schema, examens: Sequence[Examen]) -> Assemblage:
    acceptes = _par_objet(examens)
    liens = [lien for examen in examens for lien in examen.liens]
    return assembler(
        Ensemble(
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
        )
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


def _relire(contenu: bytes, nom: str, plan: PlanRetour) -> None:
    """Le contrôle qu'on fait aux fichiers des autres. Ce qui a été annoncé est déjà su.

    L'établissement d'origine vient de SIECLE (HETAB) : même étrange, le renvoyer ne l'abîme pas.
    """
    controle = controler(contenu, nom, plan.schema, plan.contexte)
    annoncees = {(a.code, a.sorte, a.id_prv) for a in plan.annonces}
    annonces = {(a.code, a.sorte, a.id_prv) for a in controle.annonces} - annoncees
    codes = {code for code, _, _ in annonces} | {"CIVIL", "PAREN"}
    degats = [degat for degat in controle.degats if degat.regle in codes]
    if controle.refus or degats:
        raise retour.RetourInvalide([*controle.refus, *degats])


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
    envoi = retour.Envoi(
        uaj=etablissement.uai,
        annee_scolaire=str(campagne.annee),
        date_import=instant.date(),
        num_envoi=num_envoi,
        personnes=list(plan.personnes.values()),
        eleves=[envoyable.bloc for envoyable in plan.envoyables],
    )
    nom = retour.nom_fichier(etablissement.uai, str(campagne.annee), instant)
    contenu = retour.zipper(nom, retour.ecrire(envoi, plan.schema))
    _relire(contenu, f"{nom}.zip", plan)
    produit = Retour(
        campagne=campagne,
        par_agent=par,
        schema=plan.schema,
        num_envoi=num_envoi,
        sha256=hashlib.sha256(contenu).hexdigest(),
    )
    produit.fichier.save(f"{nom}.zip", ContentFile(contenu), save=True)
    produit.dossiers.set([envoyable.dossier for envoyable in plan.envoyables])
    return produit
