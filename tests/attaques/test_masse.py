"""T-MASS-01 (L7) : un champ en trop dans un formulaire ne touche à rien."""

from typing import Any

import pytest
from django.apps import apps

from dossiersco.comptes.models import Compte
from dossiersco.dossiers.models import Dossier, Eleve, Personne, Responsable
from dossiersco.espace_famille.tests.pages import champs
from dossiersco.etablissements.models import Agent, Etablissement
from tests.attaques.adresses import chemins
from tests.attaques.decor import Decor, navigateur

# Colonnes que nul écran ne doit pouvoir écrire pour son propre compte.
INTOUCHABLES = {
    Compte: ("mel", "is_active", "password"),
    Agent: ("role", "etablissement_id", "actif", "compte_id", "nom"),
    Etablissement: ("uai", "schema_retour", "dernier_envoi", "fuseau"),
    Responsable: ("niveau_responsabilite", "code_parente", "personne_id", "eleve_id", "rang"),
    Eleve: ("id_siecle", "id_prv", "id_national", "code_mef", "code_structure", "photo"),
    Personne: ("id_siecle", "id_prv", "etablissement_id", "photo"),
    Dossier: ("campagne_id", "eleve_id", "valide_le"),
}


def forge() -> dict[str, Any]:
    """Chaque colonne de chaque modèle, sous tous les noms qu'un cadre pourrait accepter."""
    valeurs = {}
    for modele in apps.get_models():
        if not modele.__module__.startswith("dossiersco."):
            continue
        for champ in modele._meta.concrete_fields:
            for nom in (champ.name, champ.attname, f"{modele._meta.model_name}[{champ.name}]"):
                valeurs[nom] = "1" if champ.is_relation else "direction"
    return {**valeurs, "is_active": "", "is_superuser": "on", "etat": "valide", "photo": "{}"}


def intouchables() -> dict[str, list[Any]]:
    return {
        modele.__name__: list(modele.objects.order_by("pk").values_list("pk", *colonnes))
        for modele, colonnes in INTOUCHABLES.items()
    }


@pytest.mark.parametrize("qui", ["l’autre parent", "un agent sans le droit", "un anonyme"])
def test_rien_d_intouchable_ne_bouge(decor: Decor, qui: str):
    client, avant = navigateur(decor.compte_de(qui)), intouchables()
    for _, chemin in chemins(decor):
        page = client.get(chemin)
        html = page.status_code == 200 and not page.streaming
        client.post(chemin, forge() | (champs(page) if html else {}))
    assert intouchables() == avant


def test_un_parent_ne_valide_pas_son_propre_dossier(decor):
    client = navigateur(decor.compte_de("la mère"))
    for etape in ("eleve", "moi", "regime", "options", "revue"):
        chemin = f"/famille/dossier/{decor.dossier.pk}/{etape}/"
        client.post(chemin, champs(client.get(chemin)) | {"etat": "valide", "valide_le": "2026"})
    assert decor.dossier.valide_le is None


def test_un_agent_ne_se_donne_pas_un_role(decor):
    """L7 : l'agent de 2019 pouvait écrire son `admin` et son collège."""
    client = navigateur(decor.sans_droit.compte)
    for _, chemin in chemins(decor):
        client.post(chemin, {"role": "direction", "agent": decor.sans_droit.pk, "admin": "1"})
    decor.sans_droit.refresh_from_db()
    assert decor.sans_droit.role == "vie_scolaire"
