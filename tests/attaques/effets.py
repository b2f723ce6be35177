"""Ce qu'un geste a changé : la base entière, ou ce qui appartient à une personne."""

from typing import Any

from django.apps import apps
from django.core import serializers
from django.db import connection
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
        return {lignes.model._meta.label: _contenu(lignes) for lignes in siens}
    # Presque toutes les tables sont vides : les compter d'un coup évite de les lire.
    pleines = nombres()
    return {
        modele._meta.label: _contenu(modele._default_manager.all())
        if pleines[modele._meta.label]
        else []
        for modele in modeles()
    }


def _contenu(lignes: QuerySet[Any]) -> list[Any]:
    contenu = serializers.serialize("python", lignes.order_by("pk"))
    for ligne in contenu:
        # Se connecter n'est pas ce qu'on éprouve.
        ligne["fields"].pop("last_login", None)
    return contenu


def nombres() -> dict[str, int]:
    """{modèle: combien de lignes} : ce que des envois identiques ne doivent pas multiplier."""
    tables = {modele._meta.label: modele._meta.db_table for modele in modeles()}
    comptes = (f"SELECT '{nom}', COUNT(*) FROM \"{table}\"" for nom, table in tables.items())
    with connection.cursor() as curseur:
        curseur.execute(" UNION ALL ".join(comptes))
        return dict(curseur.fetchall())
