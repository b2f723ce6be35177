"""Importer en deux gestes : voir ce que des fichiers changeraient, puis l'appliquer ou non."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path, PurePath

from django.core.files.base import File
from django.db import transaction
from django.utils import timezone

from dossiersco.echanges.actions import (
    ImportRefuse,
    Source,
    ecrire_pour_de_bon,
    essayer,
    verrouiller,
)
from dossiersco.echanges.bilan import Bilan, sans_suivi
from dossiersco.echanges.etats import LIBELLES, PASSAGES
from dossiersco.echanges.models import DUREE_D_UN_DEPOT, FichierDepose, Import
from dossiersco.etablissements.models import Agent, Etablissement
from dossiersco.socle.fichiers import effacer_avec_leurs_fichiers

PERIME = (
    "Ces fichiers ont été déposés il y a plus de 24 heures : SIECLE a pu changer. "
    "Refaites les exports et déposez-les de nouveau."
)
PERDUS = "Les fichiers de ce dépôt ne sont plus sur le serveur. Déposez-les de nouveau."
DEPASSE = (
    "Un autre import a été appliqué ou annulé depuis : rien n’a été écrit. "
    "Voici ce que ces fichiers changeraient maintenant."
)
A_COCHER = (
    "Quelque chose est inhabituel dans ces fichiers : lisez les avertissements, puis cochez la "
    "case si vous voulez les appliquer quand même."
)


class DepotDepasse(ImportRefuse):
    """L'aperçu ne dit plus ce qui arriverait : il faut le refaire."""


@transaction.atomic
def deposer(etablissement: Etablissement, sources: Sequence[Source], *, par: Agent) -> Import:
    """Vérifie les fichiers, calcule ce qu'ils changeraient, les garde. N'écrit rien de l'école.

    Un seul dépôt préparé par collège : il remplace le précédent. Lève `ImportRefuse` ou
    `FichierRefuse`.
    """
    verrouiller(etablissement)
    bilan, apercu = essayer(etablissement, sources)
    effacer_les_perimes()
    for ancien in Import.objects.du_college(etablissement).prepares():
        _abandonner(ancien)
    depot = Import(
        par_agent=par,
        etat="prepare",
        apercu=apercu,
        campagne=etablissement.campagnes.filter(annee=_annee(bilan)).first()
        or etablissement.campagnes.order_by("-annee").first(),
        precedent=Import.objects.du_college(etablissement).appliques().first(),
    )
    depot.retenir(bilan)
    depot.save()
    for source in sources:
        _garder(depot, source)
    return depot


@transaction.atomic
def appliquer(depot: Import, *, par: Agent, malgre_les_alertes: bool = False) -> Bilan:
    """Écrit ce que l'aperçu a montré. Lève `ImportRefuse` ou `FichierRefuse` sans rien écrire."""
    etablissement = par.etablissement
    verrouiller(etablissement)
    depot.refresh_from_db()
    if depot.est_perime:
        raise ImportRefuse(PERIME)
    passer(depot, "appliquer")
    dernier = Import.objects.du_college(etablissement).appliques().exclude(pk=depot.pk).first()
    if dernier != depot.precedent:
        raise DepotDepasse(DEPASSE)
    if depot.apercu.get("alertes") and not malgre_les_alertes:
        raise ImportRefuse(A_COCHER)
    depot.par_agent = par
    with _sources(depot) as sources:
        bilan = ecrire_pour_de_bon(etablissement, sources, depot, sans_suivi)
    effacer_avec_leurs_fichiers(depot.deposes.all())
    return bilan


@transaction.atomic
def abandonner(depot: Import) -> None:
    """Rien n'était écrit : il ne reste que le nom des fichiers, leur empreinte et le bilan."""
    _abandonner(depot)


@transaction.atomic
def revoir(depot: Import, *, par: Agent) -> Import:
    """Le même dépôt, dont l'aperçu est refait sur la base d'aujourd'hui."""
    with _sources(depot) as sources:
        return deposer(par.etablissement, sources, par=par)


def effacer_les_perimes() -> int:
    """Un dépôt oublié ne garde pas ses fichiers, de quelque collège qu'il soit. Rend combien."""
    perimes = list(Import.objects.prepares().filter(le__lt=timezone.now() - DUREE_D_UN_DEPOT))
    for depot in perimes:
        # Quelqu'un vient de le remplacer : c'est fait.
        with suppress(ImportRefuse):
            _abandonner(depot)
    return len(perimes)


def passer(fait: Import, geste: str) -> None:
    passage = PASSAGES[geste]
    # UPDATE conditionnel : deux agents qui cliquent en même temps n'appliquent qu'une fois.
    if not Import.objects.filter(pk=fait.pk, etat__in=passage.de).update(etat=passage.vers):
        fait.refresh_from_db(fields=["etat"])
        libelle = LIBELLES[fait.etat]
        raise ImportRefuse(f"Cet import est maintenant « {libelle} » : quelqu’un l’a traité.")
    fait.etat = passage.vers


def _abandonner(depot: Import) -> None:
    passer(depot, "abandonner")
    # Les noms qu'il montrait n'ont plus de raison d'être gardés.
    Import.objects.filter(pk=depot.pk).update(apercu={})
    effacer_avec_leurs_fichiers(depot.deposes.all())


def _annee(bilan: Bilan) -> int:
    return max((int(entete.annee_scolaire or 0) for entete in bilan.fichiers), default=0)


def _garder(depot: Import, source: Source) -> None:
    depose = FichierDepose(depot=depot, nom=PurePath(source.nom).name[:255])
    if isinstance(source.flux, Path):
        with source.flux.open("rb") as flux:
            depose.fichier.save("depot", File(flux))
    else:
        source.flux.seek(0)
        depose.fichier.save("depot", File(source.flux))


@contextmanager
def _sources(depot: Import) -> Iterator[list[Source]]:
    deposes = depot.deposes.order_by("pk")
    with ExitStack() as pile:
        try:
            ouverts = [pile.enter_context(depose.fichier.open("rb")) for depose in deposes]
        except FileNotFoundError as perdu:
            raise ImportRefuse(PERDUS) from perdu
        yield [
            Source(depose.nom, ouvert.file) for depose, ouvert in zip(deposes, ouverts, strict=True)
        ]
