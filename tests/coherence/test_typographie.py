"""Ce qui s'affiche ou s'envoie s'écrit en français : apostrophe courbe, espaces insécables.

Les docstrings, les commentaires, les données fabriquées et les tests n'y sont pas tenus.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.coherence.outils import DOSSIERSCO, RACINE, modules

LETTRE = "A-Za-zÀ-ÖØ-öø-ÿŒœ"
FAUTES = {
    "apostrophe droite": re.compile(rf"[{LETTRE}]'[{LETTRE}{{]"),
    "espace ordinaire avant un signe double": re.compile(r"\S [:;!?»](?:\s|[.,)»]|$)"),
    "espace ordinaire après un guillemet": re.compile(r"« "),
}
# Des noms et des rues inventés, tels que SIECLE les écrit.
DONNEES = ("siecle/fabrique/", "demonstration/hasard.py", "/migrations/")
# Un SMS qui porte une apostrophe courbe ou une espace insécable coûte deux ou trois SMS.
EXCEPTIONS = ("{{ college }} : ",)
GABARITS = sorted(DOSSIERSCO.rglob("*.html"))
MODULES = [
    module
    for module in modules(DOSSIERSCO, RACINE / "config")
    if not any(donnee in module.as_posix() for donnee in DONNEES)
]


def fautes(textes: Iterator[str]) -> list[str]:
    return [
        f"{faute} : {texte.strip()[:80]}"
        for texte in textes
        if not texte.startswith(EXCEPTIONS)
        for faute, forme in FAUTES.items()
        if forme.search(texte)
    ]


def textes_python(source: str) -> Iterator[str]:
    """Les chaînes d'un module, sauf ses docstrings ; d'une f-chaîne, ce qui est écrit."""
    arbre = ast.parse(source)
    docstrings = {
        id(noeud.value)
        for noeud in ast.walk(arbre)
        if isinstance(noeud, ast.Expr) and isinstance(noeud.value, ast.Constant)
    }
    for noeud in ast.walk(arbre):
        if isinstance(noeud, ast.Constant) and isinstance(noeud.value, str):
            if id(noeud) not in docstrings:
                yield noeud.value
        elif isinstance(noeud, ast.JoinedStr):
            yield "".join(
                str(morceau.value) if isinstance(morceau, ast.Constant) else "{}"
                for morceau in noeud.values
            )


def textes_gabarit(source: str) -> Iterator[str]:
    """Le texte d'un gabarit : ni balises, ni commentaires ; une variable vaut « x »."""
    sans_code = re.sub(r"\{#.*?#\}|\{%.*?%\}|<[^>]*>", "\n", source, flags=re.DOTALL)
    yield from re.sub(r"\{\{.*?\}\}", "x", sans_code).replace("&nbsp;", "\u00a0").splitlines()


@pytest.mark.parametrize("module", MODULES, ids=lambda m: m.relative_to(RACINE).as_posix())
def test_les_phrases_du_code_sont_bien_ecrites(module: Path):
    assert fautes(textes_python(module.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize("gabarit", GABARITS, ids=lambda g: g.name)
def test_les_phrases_des_gabarits_sont_bien_ecrites(gabarit: Path):
    assert fautes(textes_gabarit(gabarit.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize(
    "faute", ["L'élève", "Il manque : un nom", "Quoi ?", "« non\u00a0»", "«\u00a0oui »."]
)
def test_une_faute_serait_vue(faute: str):
    assert fautes(textes_python(f"message = {faute!r}"))
    assert fautes(textes_gabarit(f"<p>{faute}</p>"))


def test_une_faute_devant_une_variable_serait_vue():
    assert fautes(textes_python('message = f"d\'{prenom}"'))


def test_une_docstring_et_un_commentaire_sont_libres():
    assert not fautes(textes_python('"""L\'élève : son nom."""\n# L\'élève\n'))
    assert not fautes(textes_gabarit("{# l'élève : son nom #}"))
