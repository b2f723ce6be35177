"""Ce qui s'est appuyé sur un import depuis qu'il est appliqué, et empêche de l'annuler.

Toute clé étrangère vers une ligne que l'import a créée compte, y compris d'un modèle à venir :
effacer la ligne effacerait ce qui s'y rattache.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from django.db.models import ForeignObjectRel, Model, Q

from dossiersco.campagnes.models import Effacement
from dossiersco.dossiers.models import Dossier, Responsable, Signature, Trace
from dossiersco.dossiers.traces import SANS_NOUVEL_ENVOI
from dossiersco.echanges.avant import relire
from dossiersco.echanges.lots import par_lots
from dossiersco.echanges.models import Import, Retour
from dossiersco.etablissements.models import Etablissement

Crees = Mapping[type[Model], list[int]]

EN_MOTS = {
    "dossiers.Signature": "une famille a signé",
    "dossiers.Trace": "une famille ou le collège a écrit quelque chose",
    "dossiers.Rattachement": "un responsable a reçu son code",
    "dossiers.Delegation": "le collège a saisi pour une famille",
    "relances.Relance": "un responsable a été relancé",
    "dossiers.Avis": "une famille a donné son avis",
    "dossiers.Responsable": "un responsable a été ajouté autrement",
    "dossiers.Dossier": "un dossier a été ouvert autrement",
    "pieces.PieceJointe": "une famille a envoyé un document",
    "echanges.Retour_dossiers": "un élève est parti dans un fichier pour SIECLE",
}


def empechements(fait: Import, crees: Crees) -> list[str]:
    """Les raisons, en clair ; vide si l'import peut être annulé."""
    return list(
        dict.fromkeys(
            [
                *_retours(fait),
                *_effacements(fait),
                *_sur_les_lignes(crees),
                *_par_les_liens(fait, crees),
                *_sur_les_rouverts(fait, crees),
            ]
        )
    )


def _retours(fait: Import) -> Iterator[str]:
    produits = Retour.objects.filter(
        campagne__etablissement__campagnes=fait.campagne_id, le__gte=fait.le
    )
    if produit := produits.order_by("le").first():
        yield f"un fichier pour SIECLE a été produit depuis (envoi n° {produit.num_envoi})"


def _effacements(fait: Import) -> Iterator[str]:
    """Ce que l'import a retiré ou changé peut citer quelqu'un qui n'est plus dans la base."""
    colleges = Etablissement.objects.filter(campagnes=fait.campagne_id)
    siens = Effacement.objects.filter(uai__in=colleges.values("uai"), le__gte=fait.le)
    if effacement := siens.order_by("le").first():
        yield f"les données d’une campagne finie ont été effacées depuis ({effacement.le:%d/%m/%Y})"


def _sur_les_lignes(crees: Crees) -> Iterator[str]:
    for modele, pks in crees.items():
        for relation in _relations(modele):
            suivant = relation.related_model
            if ligne := _une_dependance(relation, pks, set(crees.get(suivant, ()))):
                objet = modele._base_manager.get(pk=getattr(ligne, relation.field.attname))
                label = suivant._meta.label
                raison = EN_MOTS.get(label, f"autre chose s’y rattache ({label})")
                yield f"{raison} ({objet})"


def _relations(modele: type[Model]) -> list[Any]:
    """Les clés étrangères qui visent ce modèle, aussi celles qui n'ont pas de nom de retour."""
    return [
        relation
        for relation in modele._meta.get_fields(include_hidden=True)
        if isinstance(relation, ForeignObjectRel) and (relation.one_to_many or relation.one_to_one)
    ]


def _une_dependance(relation: Any, pks: list[int], siennes: set[int]) -> Model | None:
    """Une ligne d'ailleurs qui vise l'une de celles-ci ; celles de l'import ne comptent pas."""
    lignes = relation.related_model._base_manager
    for lot in par_lots(pks):
        visees = lignes.filter(**{f"{relation.field.name}__in": lot})
        for pk in visees.order_by("pk").values_list("pk", flat=True).iterator():
            if pk not in siennes:
                ligne: Model = lignes.get(pk=pk)
                return ligne
    return None


def _par_les_liens(fait: Import, crees: Crees) -> Iterator[str]:
    """Un lien créé a pu ouvrir à une personne déjà connue le dossier d'un élève déjà connu."""
    for lot in par_lots(crees.get(Responsable, [])):
        liens = {
            (lien.eleve_id, lien.personne_id): lien
            for lien in Responsable.objects.filter(pk__in=lot).select_related("personne", "eleve")
        }
        eleves, personnes = {e for e, _ in liens}, {p for _, p in liens}
        actes = [
            *Trace.objects.filter(
                Q(dossier__eleve__in=eleves), par_personne__in=personnes, le__gte=fait.le
            ).values_list("dossier__eleve", "par_personne"),
            *Signature.objects.filter(
                dossier__eleve__in=eleves, personne__in=personnes, signee_le__gte=fait.le
            ).values_list("dossier__eleve", "personne"),
        ]
        for acte in actes:
            if lien := liens.get(acte):
                yield f"{lien.personne}, que cet import relie à {lien.eleve}, a répondu pour lui"
                return


def _sur_les_rouverts(fait: Import, crees: Crees) -> Iterator[str]:
    """Un dossier ramené dans la file où quelqu'un a écrit ou décidé n'y est plus pour la même
    raison : le redire validé cacherait au collège ce qui attend."""
    rouverts = (
        ligne["pk"]
        for ligne in relire(fait)
        if ligne["geste"] == "change" and ligne["modele"] == Dossier._meta.label
    )
    siennes = set(crees.get(Trace, ()))
    for lot in par_lots(rouverts):
        dossiers = Dossier.objects.filter(pk__in=lot).select_related("eleve")
        eleves = {dossier.eleve_id: dossier.eleve for dossier in dossiers}
        enfants = dict(
            Responsable.objects.filter(eleve__in=eleves).values_list("personne", "eleve")
        )
        suivantes = Trace.objects.filter(
            Q(dossier__in=lot) | Q(eleve__in=eleves) | Q(personne__in=enfants), le__gte=fait.le
        ).exclude(geste__in=SANS_NOUVEL_ENVOI)
        for pk, *siens, personne in suivantes.order_by("pk").values_list(
            "pk", "dossier__eleve", "eleve", "personne"
        ):
            if pk not in siennes:
                eleve = next(eleves[s] for s in (*siens, enfants.get(personne)) if s in eleves)
                yield (
                    "on a écrit ou décidé depuis sur un dossier que cet import avait ramené à "
                    f"traiter ({eleve})"
                )
                return
