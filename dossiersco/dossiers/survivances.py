"""Ce qui, d'un dossier effacé, vaut encore pour quelqu'un qui a un autre dossier.

Sa fiche dit autre chose que SIECLE parce qu'il l'a écrit dans ce dossier-là. Sans ces traces, nul
ne saurait plus qui l'a dit, ni que le collège l'a accepté : le retour cesserait de le porter.
"""

from collections.abc import Iterator

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from dossiersco.dossiers.champs import CHAMPS, Cible
from dossiersco.dossiers.examen import changements_de
from dossiersco.dossiers.models import (
    Delegation,
    Dossier,
    Eleve,
    Personne,
    Signature,
    Trace,
)
from dossiersco.dossiers.passages import sur
from dossiersco.etablissements.models import Etablissement


def detacher(partants: QuerySet[Dossier]) -> None:
    """Avant qu'ils ne partent. Ce qui était signé reste sans dossier ; le reste suit un autre."""
    autres = Dossier.objects.exclude(pk__in=partants)
    for fiche, autre in _fiches_vivantes(partants, autres):
        siennes = Trace.objects.marquees().filter(_en_suspens(fiche), **sur(fiche))
        for trace in siennes.filter(dossier__in=partants):
            if trace.en_vigueur and trace.porte_sur_un_champ:
                signee = trace.par_personne_id is None or _est_signee(trace)
                Trace._base_manager.filter(pk=trace.pk).update(
                    dossier=None if signee else autre, delegation=None
                )
    _garder_les_delegations(partants)


def oublier_ce_qui_est_regle(college: Etablissement) -> None:
    """SIECLE dit maintenant la même chose : plus rien ne demande de savoir qui l'avait dit."""
    sans_dossier = Trace._base_manager.filter(dossier=None)
    eleves = Eleve.objects.filter(etablissement=college, pk__in=sans_dossier.values("eleve"))
    siens = sans_dossier.values("personne")
    for fiche in (*eleves, *Personne.objects.filter(etablissement=college, pk__in=siens)):
        sans_dossier.filter(**sur(fiche)).exclude(_en_suspens(fiche)).delete()


def _fiches_vivantes(
    partants: QuerySet[Dossier], autres: QuerySet[Dossier]
) -> Iterator[tuple[Eleve | Personne, int]]:
    """Qui a été écrit dans ces dossiers et en a un autre, le plus récent."""
    ecrites = Trace.objects.filter(dossier__in=partants).exclude(champ="")
    par_annee = autres.order_by("-campagne__annee")
    for dossier in par_annee.filter(eleve__in=ecrites.values("eleve")).select_related("eleve"):
        yield dossier.eleve, dossier.pk
    siens = par_annee.filter(eleve__responsables__personne=OuterRef("pk")).values("pk")
    personnes = Personne.objects.filter(pk__in=ecrites.values("personne"))
    for personne in personnes.annotate(autre=Subquery(siens[:1])).exclude(autre=None):
        yield personne, vars(personne)["autre"]


def _en_suspens(fiche: Eleve | Personne) -> Q:
    """Les champs qui ne disent pas ce que dit SIECLE ; tous, s'il ne la connaît pas encore."""
    cible = Cible.ELEVE if isinstance(fiche, Eleve) else Cible.PERSONNE
    if fiche.inconnu_de_siecle:
        return Q(champ__in=[champ.nom for champ in CHAMPS[cible]])
    return Q(champ__in=[c.champ.nom for c in changements_de(cible, fiche)])


def _est_signee(trace: Trace) -> bool:
    """Signer pour un enfant n'atteste pas ce qu'on a écrit d'un autre."""
    siennes = Signature.objects.filter(personne=trace.par_personne_id, signee_le__gte=trace.le)
    if trace.eleve_id:
        siennes = siennes.filter(dossier__eleve=trace.eleve_id)
    return siennes.exists()


def _garder_les_delegations(partants: QuerySet[Dossier]) -> None:
    """Ouverte depuis un dossier qui part, une saisie a pu écrire dans un dossier qui reste."""
    for modele in (Trace, Signature):
        ecrites = modele._base_manager.filter(delegation=OuterRef("pk"), dossier__isnull=False)
        restent = ecrites.exclude(dossier__in=partants)
        siennes = Delegation.objects.filter(Exists(restent), dossier__in=partants)
        siennes.update(dossier=Subquery(restent.values("dossier")[:1]))
