"""Ce qu'un geste a changé : la base entière, ou ce qui appartient à une personne."""

from typing import Any

from django.apps import apps
from django.core import serializers
from django.db.models import Model, QuerySet

from dossiersco.dossiers.models import Avis, Personne, Signature, Trace
from dossiersco.pieces.models import PieceJointe

# Compter les essais manqués est le but : ce n'est pas un effet sur un dossier.
HORS_JEU = {"comptes.EchecConnexion"}


def modeles() -> list[type[Model]]:
    tous = apps.get_models()
    notres = [modele for modele in tous if modele.__module__.startswith("dossiersco.")]
    return [modele for modele in notres if modele._meta.label not in HORS_JEU]


def base(*, de: Personne | None = None) -> dict[str, list[Any]]:
    """{modèle: ses lignes} ; `de` : seulement la fiche et les écrits de cette personne."""
    if de is not None:
        siens: list[QuerySet[Any]] = [Personne.objects.filter(pk=de.pk)]
        siens.append(Trace.objects.filter(par_personne=de))
        siens += [m.objects.filter(personne=de) for m in (Signature, PieceJointe, Avis)]
    else:
        siens = [modele._default_manager.all() for modele in modeles()]
    return {lignes.model._meta.label: _contenu(lignes.order_by("pk")) for lignes in siens}


def _contenu(lignes: QuerySet[Any]) -> list[Any]:
    contenu = serializers.serialize("python", lignes)
    for ligne in contenu:
        # Se connecter n'est pas ce qu'on éprouve.
        ligne["fields"].pop("last_login", None)
    return contenu


def nombres() -> dict[str, int]:
    """{modèle: combien de lignes} : ce que des envois identiques ne doivent pas multiplier."""
    return {modele._meta.label: modele._default_manager.count() for modele in modeles()}
