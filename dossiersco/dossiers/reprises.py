"""SIECLE a bougé sous des réponses : on le note, et le collège décide de nouveau."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import Q

from dossiersco.campagnes.models import Campagne
from dossiersco.dossiers.champs import Champ
from dossiersco.dossiers.etats import Etat
from dossiersco.dossiers.examen import examiner
from dossiersco.dossiers.models import Dossier, Eleve, Personne, Responsable, Trace
from dossiersco.dossiers.passages import passer, sur
from dossiersco.dossiers.traces import DE_SIECLE

LOT = 200


@dataclass(frozen=True)
class Croisement:
    """SIECLE est passé de `avant` à `apres` (valeurs de colonne) là où quelqu'un avait répondu."""

    objet: Eleve | Personne
    champ: Champ
    avant: Any
    apres: Any


@dataclass
class Reprise:
    """Ce qu'une reprise a écrit ; `avants` : les dossiers `rouverts`, tels qu'ils étaient."""

    traces: list[Trace] = field(default_factory=list)
    rouverts: list[Dossier] = field(default_factory=list)
    avants: list[dict[str, Any]] = field(default_factory=list)


@transaction.atomic
def reprendre(
    campagne: Campagne, croisements: Sequence[Croisement], revenus: Collection[int] = ()
) -> Reprise:
    """Trace chaque croisement et ramène dans la file les dossiers validés qu'il concerne.

    `revenus` : des élèves qu'on croyait partis ; SIECLE a pu bouger pendant leur absence.
    """
    reprise = Reprise()
    objets = {croisement.objet for croisement in croisements}
    eleves = {objet.pk for objet in objets if isinstance(objet, Eleve)} | set(revenus)
    personnes = {objet.pk for objet in objets if isinstance(objet, Personne)}
    if not eleves and not personnes:
        return reprise
    reprise.traces += _tracer(campagne, croisements, personnes)
    liens = Responsable.objects.filter(personne__in=personnes)
    concernes = Q(eleve__in=eleves) | Q(eleve__in=liens.values("eleve"))
    valides = Dossier.objects.presents().filter(concernes, campagne=campagne, etat=Etat.VALIDE)
    pks = list(valides.order_by("pk").values_list("pk", flat=True))
    for debut in range(0, len(pks), LOT):
        _rouvrir(pks[debut : debut + LOT], reprise)
    return reprise


def _tracer(
    campagne: Campagne, croisements: Sequence[Croisement], personnes: Collection[int]
) -> list[Trace]:
    """Un parent de trois enfants n'a qu'une ligne, dans le premier de leurs dossiers."""
    dossiers = Dossier.objects.filter(campagne=campagne).order_by("-pk")
    de_l_eleve = {d.eleve_id: d for d in dossiers.filter(eleve__in=_eleves(croisements))}
    liens = Responsable.objects.filter(personne__in=personnes)
    enfants = {d.eleve_id: d for d in dossiers.filter(eleve__in=liens.values("eleve"))}
    de_la_personne = {
        lien.personne_id: enfants[lien.eleve_id]
        for lien in liens.filter(eleve__in=enfants).order_by("-eleve")
    }
    return Trace.objects.bulk_create(
        [
            Trace(
                dossier=(
                    de_l_eleve.get(croisement.objet.pk)
                    if isinstance(croisement.objet, Eleve)
                    else de_la_personne.get(croisement.objet.pk)
                ),
                geste=DE_SIECLE,
                champ=croisement.champ.nom,
                avant=croisement.champ.ecrire(croisement.avant),
                apres=croisement.champ.ecrire(croisement.apres),
                **sur(croisement.objet),
            )
            for croisement in croisements
        ],
        batch_size=500,
    )


def _eleves(croisements: Sequence[Croisement]) -> set[int]:
    return {c.objet.pk for c in croisements if isinstance(c.objet, Eleve)}


def _rouvrir(pks: Sequence[int], reprise: Reprise) -> None:
    """Seulement s'il y a de quoi décider : une réponse jamais signée n'appelle personne."""
    dossiers = Dossier.objects.select_related("eleve").filter(pk__in=pks).order_by("pk")
    a_rouvrir = [examen.dossier for examen in examiner(list(dossiers)) if examen.siecle_a_change]
    for dossier in a_rouvrir:
        reprise.avants.append(dict(vars(dossier)))
        passer(dossier, "rouvrir")
        reprise.rouverts.append(dossier)
    reprise.traces += Trace.objects.bulk_create(
        [Trace(dossier=dossier, geste="rouvrir") for dossier in a_rouvrir]
    )
