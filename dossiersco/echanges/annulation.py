"""Annuler le dernier import : remettre les photos d'avant, retirer les lignes qu'il a créées.

Ce que les familles ont répondu reste : les photos repassent par la même fusion qu'à l'import.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.apps import apps
from django.db import transaction
from django.db.models import Model
from django.utils import timezone

from dossiersco.dossiers.champs import CHAMPS, Cible, depuis_photo, differe
from dossiersco.dossiers.ecritures import ecrire_en_masse
from dossiersco.dossiers.models import Eleve, Personne
from dossiersco.echanges.actions import ImportRefuse, verrouiller
from dossiersco.echanges.avant import CIBLES, Fait, relire
from dossiersco.echanges.dependances import empechements
from dossiersco.echanges.depots import passer
from dossiersco.echanges.fusion import rafraichir
from dossiersco.echanges.lots import par_lots
from dossiersco.echanges.models import Import
from dossiersco.etablissements.models import Agent
from dossiersco.socle.fichiers import effacer_ensuite

QUE_FAIRE = (
    "Pour corriger, refaites les exports dans SIECLE et déposez-les : ils remplaceront ceux-ci, "
    "et les réponses des familles resteront."
)


@transaction.atomic
def annuler(fait: Import, *, par: Agent) -> None:
    """Lève `ImportRefuse`, avec la raison et que faire, si autre chose en dépend déjà."""
    verrouiller(par.etablissement)
    passer(fait, "annuler")
    _verifier_le_dernier(fait, par)
    _verifier_le_journal(fait)
    crees = _lignes_creees(fait)
    _verrouiller_les_lignes(crees)
    if raisons := empechements(fait, crees):
        raise ImportRefuse(
            f"Cet import ne peut plus être annulé : {' ; '.join(raisons)}. {QUE_FAIRE}"
        )
    # D'abord effacer : une ligne retirée reprend ensuite sa place sans heurter sa remplaçante.
    for modele, pks in reversed(crees.items()):
        for lot in par_lots(pks):
            modele._base_manager.filter(pk__in=lot).delete()
    _remettre_les_retires(fait, crees)
    _remettre_les_changes(fait, crees)
    _oublier(fait, par)


def _verifier_le_dernier(fait: Import, par: Agent) -> None:
    """`fait` n'est déjà plus « appliqué » : celui qui l'est encore doit être plus ancien."""
    dernier = Import.objects.du_college(par.etablissement).appliques().first()
    if dernier and (dernier.le, dernier.pk) > (fait.le, fait.pk):
        raise ImportRefuse(
            "Seul le dernier import s’annule, et un autre a été appliqué après celui-ci. "
            "Annulez d’abord le plus récent."
        )


def _verifier_le_journal(fait: Import) -> None:
    if fait.avant and not fait.avant.storage.exists(str(fait.avant.name)):
        raise ImportRefuse(
            f"De quoi annuler cet import n’est plus sur le serveur : rien n’est changé. {QUE_FAIRE}"
        )


def _lignes_creees(fait: Import) -> dict[type[Model], list[int]]:
    """Par modèle, dans l'ordre où l'import les a créées. Des nombres : la mémoire le supporte."""
    crees: dict[type[Model], list[int]] = defaultdict(list)
    for ligne in relire(fait):
        if ligne["geste"] == "cree":
            crees[_modele(ligne)] += ligne["pks"]
    return dict(crees)


def _verrouiller_les_lignes(crees: dict[type[Model], list[int]]) -> None:
    """Une famille qui écrit pendant qu'on vérifie attendrait, puis échouerait, sans rien perdre."""
    for modele, pks in crees.items():
        for lot in par_lots(pks):
            verrouillees = modele._base_manager.select_for_update().order_by("pk")
            list(verrouillees.filter(pk__in=lot).values_list("pk"))


def _remettre_les_retires(fait: Import, crees: dict[type[Model], list[int]]) -> None:
    neuves = {modele: set(pks) for modele, pks in crees.items()}
    faits = _du_geste(fait, "retire", lambda ligne: int(ligne["ligne"]["id"]), neuves)
    for modele, lot in _par_modele(faits):
        modele._base_manager.bulk_create([modele(**_valeurs(modele, f["ligne"])) for f in lot])


def _remettre_les_changes(fait: Import, crees: dict[type[Model], list[int]]) -> None:
    neuves = {modele: set(pks) for modele, pks in crees.items()}
    faits = _du_geste(fait, "change", lambda ligne: int(ligne["pk"]), neuves)
    for modele, lot in _par_modele(faits):
        verrouillees = modele._base_manager.select_for_update(no_key=True).order_by("pk")
        objets = verrouillees.in_bulk([f["pk"] for f in lot])
        touches: set[str] = set()
        for ligne in lot:
            if objet := objets.get(ligne["pk"]):
                touches |= _remettre(modele, objet, ligne)
        if touches:
            ecrire_en_masse(list(objets.values()), touches)


def _remettre(modele: type[Model], objet: Any, ligne: Fait) -> set[str]:
    """Rend les noms des champs à écrire."""
    touches: set[str] = set()
    avant = _valeurs(modele, ligne["avant"])
    if modele in CIBLES and "photo" in avant:
        _rendre_la_photo(CIBLES[modele], objet, ligne)
        touches |= {champ.nom for champ in CHAMPS[CIBLES[modele]]}
    for attname, valeur in avant.items():
        setattr(objet, attname, valeur)
        touches.add(modele._meta.get_field(attname).name)
    return touches


def _rendre_la_photo(cible: Cible, objet: Eleve | Personne, ligne: Fait) -> None:
    rendus = {}
    for champ in CHAMPS[cible]:
        if champ.nom not in ligne["dits"]:
            continue
        actuelle, dite = getattr(objet, champ.nom), champ.lire(ligne["dits"][champ.nom])
        # Ni la réponse d'avant ni la valeur de l'import : quelqu'un a répondu depuis.
        if not differe(champ, actuelle, dite) or not differe(
            champ, actuelle, depuis_photo(champ, objet.photo)
        ):
            rendus[champ.nom] = dite
    rafraichir(cible, objet, ligne["avant"]["photo"])
    for nom, dite in rendus.items():
        setattr(objet, nom, dite)


def _du_geste(
    fait: Import,
    geste: str,
    cle: Callable[[Fait], int],
    neuves: dict[type[Model], set[int]],
) -> Iterator[Fait]:
    """Le premier fait de chaque ligne, le plus ancien ; pas celles que l'import avait créées."""
    faites: dict[str, set[int]] = defaultdict(set)
    for ligne in relire(fait):
        if ligne["geste"] != geste:
            continue
        pk = cle(ligne)
        deja = faites[ligne["modele"]]
        if pk not in deja and pk not in neuves.get(_modele(ligne), ()):
            deja.add(pk)
            yield ligne


def _par_modele(faits: Iterable[Fait]) -> Iterator[tuple[type[Model], list[Fait]]]:
    for lot in par_lots(faits):
        par_modele: dict[type[Model], list[Fait]] = defaultdict(list)
        for ligne in lot:
            par_modele[_modele(ligne)].append(ligne)
        yield from par_modele.items()


def _modele(ligne: Fait) -> type[Model]:
    return apps.get_model(ligne["modele"])


def _valeurs(modele: type[Model], colonnes: dict[str, Any]) -> dict[str, Any]:
    """JSON n'a ni date ni heure : chaque colonne relit la sienne."""
    champs = {champ.attname: champ for champ in modele._meta.concrete_fields}
    return {nom: champs[nom].to_python(valeur) for nom, valeur in colonnes.items()}


def _oublier(fait: Import, par: Agent) -> None:
    """Le bilan reste, avec qui l'a annulé ; les photos d'avant n'ont plus de raison d'être."""
    if fait.avant:
        effacer_ensuite(fait.avant)
    fait.annule_le, fait.annule_par = timezone.now(), par
    fait.avant, fait.apercu = "", {}
    fait.save(update_fields=["annule_le", "annule_par", "avant", "apercu"])
