"""Les règles d'architecture que le vérificateur d'imports ne voit pas."""

import re

import pytest
from django.apps import apps

from tests.coherence.outils import DOSSIERSCO, RACINE, couches, modules

NOMS_INTERDITS = {"utils.py", "helpers.py", "services.py", "signals.py", "managers.py"}
LIGNES_MAX = 400

# `Trace.objects` ne sait ni changer ni effacer ; `_base_manager` le sait encore.
CONTOURNENT_LE_GARDIEN = {
    "dossiers/conservation.py": "efface",
    "dossiers/survivances.py": "détache, puis oublie",
    "echanges/dependances.py": "lit seulement",
}

NOS_MODELES = [m for m in apps.get_models() if m.__module__.startswith("dossiersco.")]


def test_les_cles_etrangeres_descendent_comme_les_imports():
    """« dossiers.Dossier » en toutes lettres n'est pas un import : le linter reste vert."""
    rang = couches()
    fautes = [
        f"{champ} -> {champ.related_model._meta.label}"
        for modele in NOS_MODELES
        for champ in modele._meta.get_fields()
        if champ.is_relation and champ.concrete and champ.related_model._meta.app_label in rang
        if champ.related_model._meta.app_label != modele._meta.app_label
        if rang[champ.related_model._meta.app_label] <= rang[modele._meta.app_label]
    ]
    assert fautes == []


def test_toute_app_a_choisi_son_etage():
    dossiers = {d.name for d in DOSSIERSCO.iterdir() if (d / "__init__.py").exists()}
    assert dossiers == set(couches())


def test_toute_app_installee_est_a_son_etage():
    nos_apps = {c.name for c in apps.get_app_configs() if c.name.startswith("dossiersco.")}
    assert nos_apps <= {f"dossiersco.{app}" for app in couches()}


@pytest.mark.parametrize("nom", sorted(NOMS_INTERDITS))
def test_aucun_fichier_ne_cache_ou_est_une_regle(nom):
    assert [m for m in modules(DOSSIERSCO, RACINE / "config") if m.name == nom] == []


def test_aucun_module_ne_depasse_400_lignes():
    longueurs = {m: len(m.read_text().splitlines()) for m in modules(DOSSIERSCO, RACINE / "config")}
    assert longueurs
    assert {m.name: n for m, n in longueurs.items() if n > LIGNES_MAX} == {}


def test_seul_l_effacement_contourne_le_gardien_du_journal():
    contournent = {
        str(module.relative_to(DOSSIERSCO))
        for module in modules(DOSSIERSCO)
        if re.search(r"\bTrace\b", source := module.read_text()) and "._base_manager" in source
    }
    assert contournent == set(CONTOURNENT_LE_GARDIEN)


def test_les_formulaires_et_les_vues_sont_dans_les_espaces():
    """Exceptions dites : les portes d'entrée, la base commune, la boîte de démonstration."""
    permis = {"comptes", "socle", "espace_famille", "espace_agent", "demonstration"}
    permis |= {"espace_public", "espace_operateur"}
    ecrans = [m for m in modules(DOSSIERSCO) if m.name in {"views.py", "forms.py", "urls.py"}]
    assert ecrans
    assert {m.relative_to(DOSSIERSCO).parts[0] for m in ecrans} <= permis


def test_la_sante_ne_garde_rien():
    """Le jour où l'app existe : une fiche à imprimer, aucun modèle."""
    assert not (DOSSIERSCO / "sante" / "models.py").exists()
