"""Ce qui part vers SIECLE : les dossiers validés qui portent une différence acceptée, eux seuls."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
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
from dossiersco.dossiers.models import Dossier, Personne, Responsable
from dossiersco.echanges.contexte import contexte_de
from dossiersco.echanges.models import Retour
from dossiersco.etablissements.models import Agent, Etablissement
from dossiersco.siecle import preparation, retour
from dossiersco.siecle.contexte_retour import ResponsablePrepare
from dossiersco.siecle.lus import Photo
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
    """`personnes` : {id de la personne: sa fiche}, celles des envoyables seulement."""

    campagne: Campagne
    schema: Schema
    envoyables: list[Envoyable] = field(default_factory=list)
    bloques: list[Bloque] = field(default_factory=list)
    personnes: dict[int, Bloc] = field(default_factory=dict)
    avis: list[str] = field(default_factory=list)


def preparer_retour(campagne: Campagne, schema: Schema | None = None) -> PlanRetour:
    """Ce qui partirait maintenant, dans le schéma du collège par défaut. N'écrit rien."""
    valides = Dossier.objects.filter(campagne=campagne, etat=Etat.VALIDE).select_related("eleve")
    examens = [e for e in examiner(list(valides.order_by("pk"))) if e.acceptes]
    choisi = schema or Schema(campagne.etablissement.schema_retour)
    return _Preparation(campagne, choisi, examens).plan


class _Preparation:
    def __init__(self, campagne: Campagne, schema: Schema, examens: Sequence[Examen]) -> None:
        self.schema = schema
        self.contexte = contexte_de(campagne)
        self.plan = PlanRetour(campagne, schema)
        self.acceptes = _par_objet(examens)
        self.parentes = _parentes(examens)
        self.fiches: dict[int, preparation.Prepare] = {}
        for examen in examens:
            self._preparer(examen)

    def _preparer(self, examen: Examen) -> None:
        fiches = [self._fiche(lien.personne) for lien in examen.liens]
        eleve = examen.dossier.eleve
        prepare = preparation.eleve(
            self._photo(Cible.ELEVE, eleve.pk, eleve.photo),
            eleve.id_prv,
            [
                ResponsablePrepare(lien.personne.id_prv, lien.photo, str(lien.personne))
                for lien in examen.liens
            ],
            self.contexte,
            self.schema,
            eleve_id=eleve.id_siecle or "",
        )
        toutes = [prepare, *fiches]
        blocages = [blocage.message for fiche in toutes for blocage in fiche.blocages]
        if blocages or prepare.bloc is None:
            self.plan.bloques.append(Bloque(examen.dossier, tuple(dict.fromkeys(blocages))))
            return
        self.plan.avis += [avis for fiche in toutes for avis in fiche.avis]
        self.plan.envoyables.append(
            Envoyable(
                dossier=examen.dossier,
                bloc=prepare.bloc,
                personnes=frozenset(lien.personne_id for lien in examen.liens),
                changements=tuple(examen.acceptes),
                ids_siecle=_ids_siecle(examen),
            )
        )
        for lien, fiche in zip(examen.liens, fiches, strict=True):
            if fiche.bloc is not None:
                self.plan.personnes[lien.personne_id] = fiche.bloc

    def _fiche(self, personne: Personne) -> preparation.Prepare:
        """Une personne n'a qu'une fiche, que ses enfants partagent : les fratries restent liées."""
        if personne.pk not in self.fiches:
            self.fiches[personne.pk] = preparation.personne(
                self._photo(Cible.PERSONNE, personne.pk, personne.photo),
                personne.id_prv,
                self.schema,
                personne_id=personne.id_siecle or "",
                parentes=self.parentes[personne.pk],
            )
        return self.fiches[personne.pk]

    def _photo(self, cible: Cible, id_objet: int, photo: Photo) -> Photo:
        """La photo, où les valeurs acceptées — et elles seules — remplacent celles de SIECLE."""
        resultat = dict(photo)
        for changement in self.acceptes[cible, id_objet]:
            valeur = changement.champ.ecrire(changement.apres)
            if valeur is None:
                resultat.pop(changement.champ.balise, None)
            else:
                resultat[changement.champ.balise] = valeur
        return resultat


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
