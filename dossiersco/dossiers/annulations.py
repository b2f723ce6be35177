"""Revenir sur sa dernière décision, tant que la famille n'en sait rien."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from dossiersco.dossiers.annonces import Annonce
from dossiersco.dossiers.champs import PAR_NOM, Cible, differe
from dossiersco.dossiers.ecritures import ecrire
from dossiersco.dossiers.models import Dossier, Trace
from dossiersco.dossiers.passages import passer
from dossiersco.dossiers.refus import DossierAChange, GesteRefuse
from dossiersco.dossiers.traces import TraceQuerySet
from dossiersco.etablissements.models import Agent

REVOCABLE = timedelta(minutes=10)
# Ce qui a fait sortir le dossier de la file.
SORTIES = frozenset({"valider", "demander_correction"})


def revocables(agent: Agent) -> TraceQuerySet:
    """Les traces de ses décisions sur lesquelles il peut encore revenir, la dernière d'abord."""
    recentes = Trace.objects.en_vigueur().filter(
        par_agent=agent, lot__isnull=False, le__gt=timezone.now() - REVOCABLE
    )
    return recentes.exclude(geste="annuler").order_by("-pk")


@transaction.atomic
def annuler(lot: UUID, *, par: Agent) -> list[Dossier]:
    """Défait tout ce que ce geste a écrit, et rend les dossiers concernés.

    Lève `GesteRefuse` si la famille est déjà prévenue, ou si quelque chose a bougé depuis.
    """
    traces = list(Trace.objects.filter(lot=lot, par_agent=par).order_by("pk"))
    if not traces or any(trace.geste == "annuler" for trace in traces):
        raise GesteRefuse("Il n’y a plus rien à annuler.")
    dossiers = list(
        Dossier.objects.select_for_update(of=("self",), no_key=True)
        .filter(pk__in={trace.dossier_id for trace in traces})
        .select_related("eleve", "campagne__etablissement")
        .order_by("pk")
    )
    _verifier(lot, traces)
    Annonce.objects.filter(lot=lot).delete()
    for dossier in dossiers:
        _defaire(dossier, [trace for trace in traces if trace.dossier_id == dossier.pk])
        Trace.objects.create(dossier=dossier, geste="annuler", par_agent=par, lot=lot)
    return dossiers


def _verifier(lot: UUID, traces: Sequence[Trace]) -> None:
    if traces[0].le < timezone.now() - REVOCABLE:
        raise GesteRefuse("Cette décision date de plus de dix minutes : rouvrez le dossier.")
    annonces = Annonce.objects.select_for_update().filter(lot=lot)
    if any(annonce.postee_le for annonce in annonces):
        raise GesteRefuse("La famille est déjà prévenue : rouvrez le dossier si besoin.")
    suivantes = Trace.objects.filter(
        Q(dossier__in={trace.dossier_id for trace in traces})
        | Q(eleve__in={trace.eleve_id for trace in traces if trace.eleve_id})
        | Q(personne__in={trace.personne_id for trace in traces if trace.personne_id}),
        pk__gt=traces[-1].pk,
    )
    # Exclure une valeur d'une colonne nulle écarterait aussi les lignes sans lot.
    if any(suivante.lot != lot for suivante in suivantes.only("lot")):
        raise DossierAChange


def _defaire(dossier: Dossier, traces: Sequence[Trace]) -> None:
    for trace in reversed(traces):
        if trace.champ and trace.geste == "refuser":
            _remettre(trace, trace.avant, trace.apres)
        elif trace.champ and trace.geste == "modifier":
            _remettre(trace, trace.apres, trace.avant)
    if any(trace.geste in SORTIES for trace in traces):
        # Il reprend sa place dans la file, celle de son envoi.
        transmis_le = dossier.transmis_le
        passer(dossier, "annuler")
        Dossier.objects.filter(pk=dossier.pk).update(transmis_le=transmis_le)


def _remettre(trace: Trace, mise: object, ancienne: object) -> None:
    """Remet la valeur d'avant le geste, si c'est bien la sienne qui est encore là."""
    objet = trace.eleve or trace.personne
    if objet is None:
        return
    champ = PAR_NOM[Cible.ELEVE if trace.eleve_id else Cible.PERSONNE][trace.champ]
    courant = type(objet).objects.select_for_update(no_key=True).get(pk=objet.pk)
    if not differe(champ, getattr(courant, champ.nom), champ.lire(mise)):
        setattr(courant, champ.nom, champ.lire(ancienne))
        ecrire(courant, [champ.nom])
