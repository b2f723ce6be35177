"""Un écran ne demande que des objets permis, et passe par une porte."""

import ast
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from dossiersco.etablissements.droits import DROITS, Geste
from tests.coherence.outils import DOSSIERSCO, modules

ESPACES = [DOSSIERSCO / "espace_famille", DOSSIERSCO / "espace_agent"]

# Les vues sans porte, par leur nom d'URL : on y entre, ou un lien en tient lieu ; elles ne montrent
# rien de personne. Les autres pages publiques sont dans `comptes`.
PAR_LIEN = frozenset({"telephone", "telephone_envoi", "telephone_suite"})
OUVERTES = PAR_LIEN | {"lien", "entrer"}


def acces_directs(source: str) -> list[str]:
    """Ce qui suit `.objects` (ou `._default_manager`) sans être un `pour_…`."""
    return [
        f"ligne {noeud.lineno} : .{parent.attr if isinstance(parent, ast.Attribute) else '?'}"
        for noeud, parent in _avec_parent(ast.parse(source))
        if isinstance(noeud, ast.Attribute) and noeud.attr in {"objects", "_default_manager"}
        if not (isinstance(parent, ast.Attribute) and parent.attr.startswith("pour_"))
    ]


def _avec_parent(arbre: ast.AST) -> Iterator[tuple[ast.AST, ast.AST]]:
    for parent in ast.walk(arbre):
        for enfant in ast.iter_child_nodes(parent):
            yield enfant, parent


def vues(espace: str) -> dict[str, Callable[..., Any]]:
    """Nom d'URL -> vue, pour toutes les adresses de l'espace."""
    trouvees = {}
    for motif in _motifs(get_resolver().url_patterns):
        # `lookup_str` suit les décorateurs jusqu'au module de la vue.
        if motif.lookup_str.startswith(f"dossiersco.{espace}."):
            trouvees[motif.name or str(motif.pattern)] = motif.callback
    return trouvees


def _motifs(motifs: list[URLPattern | URLResolver]) -> Iterator[URLPattern]:
    for motif in motifs:
        if isinstance(motif, URLResolver):
            yield from _motifs(motif.url_patterns)
        else:
            yield motif


@pytest.mark.parametrize("module", modules(*ESPACES), ids=lambda m: f"{m.parent.name}/{m.name}")
def test_un_ecran_ne_demande_que_des_objets_permis(module: Path):
    assert acces_directs(module.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "faute",
    [
        "Dossier.objects.all()",
        "Dossier.objects.get(pk=1)",
        "liste = Dossier.objects",
        "get_object_or_404(Dossier.objects, pk=1)",
        "Dossier._default_manager.all()",
    ],
)
def test_un_acces_direct_serait_vu(faute: str):
    assert acces_directs(faute)
    assert acces_directs("Dossier.objects.pour_agent(agent).get(pk=1)") == []


@pytest.mark.parametrize("module", modules(*ESPACES), ids=lambda m: f"{m.parent.name}/{m.name}")
def test_un_raccourci_ne_recoit_pas_un_modele_entier(module: Path):
    """`get_object_or_404(Dossier, …)` cherche dans tous les collèges sans écrire `.objects`."""
    fautes = [
        ast.unparse(noeud)
        for noeud in ast.walk(ast.parse(module.read_text(encoding="utf-8")))
        if isinstance(noeud, ast.Call) and isinstance(noeud.func, ast.Name)
        if noeud.func.id in {"get_object_or_404", "get_list_or_404"}
        if isinstance(noeud.args[0], ast.Name) and noeud.args[0].id[:1].isupper()
    ]
    assert fautes == []


def test_tout_ecran_du_college_declare_son_geste():
    ecrans = vues("espace_agent")
    assert ecrans
    sans_porte = {nom for nom, vue in ecrans.items() if not _geste(vue)} - OUVERTES
    assert sans_porte == set()


def test_tout_ecran_des_familles_passe_par_la_porte():
    ecrans = vues("espace_famille")
    assert ecrans
    sans_porte = {nom for nom, vue in ecrans.items() if not _pour_famille(vue)} - OUVERTES
    assert sans_porte == set()


def test_une_vue_sans_connexion_exige_un_lien():
    ecrans = vues("espace_famille")
    assert {nom for nom, vue in ecrans.items() if getattr(vue, "par_lien", False)} == PAR_LIEN


def test_tout_geste_a_ses_roles():
    assert set(DROITS) == set(Geste)


def _geste(vue: Callable[..., Any]) -> bool:
    return isinstance(getattr(vue, "geste", None), Geste)


def _pour_famille(vue: Callable[..., Any]) -> bool:
    return getattr(vue, "famille_requise", False) is True
