"""Demander un tirage ; `production.py` le produit."""

from django.db import transaction
from django.utils import timezone

from dossiersco.campagnes.models import Campagne
from dossiersco.dossiers.models import Dossier, DossierQuerySet
from dossiersco.etablissements.models import Agent
from dossiersco.papier.destinataires import Couples, a_inscrire, couples
from dossiersco.papier.menage import GARDE, oublier_les_expires
from dossiersco.papier.models import Tirage
from dossiersco.papier.selection import prevoir
from dossiersco.papier.tasks import oublier_les_tirages, produire_le_tirage


class TirageRefuse(Exception):
    """Le message est une phrase à montrer."""


@transaction.atomic
def demander_lettres(campagne: Campagne, *, qui: str, ou: str, par: Agent) -> Tirage:
    """`qui` : « sans_moyen » ou « tous ». Chaque lettre portera un code neuf."""
    return tirer(campagne, "lettres", couples(campagne, a_inscrire(campagne, ou), qui=qui), par=par)


@transaction.atomic
def demander_feuilles(campagne: Campagne, *, ou: str, codes_neufs: bool, par: Agent) -> Tirage:
    cibles = couples(campagne, a_inscrire(campagne, ou))
    return tirer(campagne, "feuilles", cibles, codes_neufs=codes_neufs, par=par)


@transaction.atomic
def demander_un_dossier(dossier: Dossier, *, codes_neufs: bool, par: Agent) -> Tirage:
    """Celui-ci, quel que soit son état : une feuille par responsable."""
    cibles = couples(dossier.campagne, Dossier.objects.filter(pk=dossier.pk))
    return tirer(dossier.campagne, "feuilles", cibles, codes_neufs=codes_neufs, par=par)


@transaction.atomic
def demander_une_selection(
    campagne: Campagne, dossiers: DossierQuerySet, sorte: str, *, codes_neufs: bool, par: Agent
) -> Tirage:
    """Ceux-ci, relus : qui est parti depuis ne s'imprime pas. Une lettre porte un code neuf."""
    cibles = prevoir(campagne, dossiers, sorte).cibles
    if not cibles:
        raise TirageRefuse("Aucun de ces élèves n’est à imprimer : choisissez-en d’autres.")
    neufs = codes_neufs or sorte == "lettres"
    return tirer(campagne, sorte, cibles, codes_neufs=neufs, par=par)


@transaction.atomic
def tirer(
    campagne: Campagne, sorte: str, cibles: Couples, *, par: Agent, codes_neufs: bool = True
) -> Tirage:
    """La tâche part avec la demande, ou pas du tout. Appuyer deux fois n'en fait qu'un : le second
    tuerait les codes du premier."""
    oublier_les_expires()
    # Deux agents à la fois révoqueraient chacun les codes que l'autre imprime.
    Campagne.objects.select_for_update(no_key=True).get(pk=campagne.pk)
    deja = Tirage.objects.a_l_instant(par, sorte, codes_neufs=codes_neufs).first()
    if deja and deja.cibles == cibles:
        return deja
    if Tirage.objects.en_route(campagne).exists():
        raise TirageRefuse(
            "Un tirage est déjà en cours : attendez qu’il soit prêt. Deux à la fois donneraient "
            "deux codes à la même personne, et un seul marcherait."
        )
    if not cibles:
        raise TirageRefuse("Personne n’est à joindre ainsi : choisissez une autre classe.")
    tirage = Tirage.objects.create(
        campagne=campagne,
        par_agent=par,
        sorte=sorte,
        cibles=cibles,
        codes_neufs=codes_neufs,
        expire_le=timezone.now() + GARDE,
    )
    produire_le_tirage.enqueue(tirage.pk)
    # Même si plus personne ne demande rien. Le moteur des tests ne sait pas attendre.
    if oublier_les_tirages.get_backend().supports_defer:
        oublier_les_tirages.using(run_after=tirage.expire_le).enqueue()
    return tirage
